import { join } from 'node:path';
import { existsSync, writeFileSync } from 'node:fs';
import { ExampleProject } from '../../end-to-end/project';

const project = new ExampleProject(['support-ticket-triage', 'reply-composer']);
afterAll(() => project.remove());

const triage = 'flows/support-ticket-triage/standard';

test('a context holds the flow, the server and its connections without secrets', async () => {
  writeFileSync(
    project.path('aoai.yaml'),
    'name: aoai\ntype: azure_open_ai\napi_base: https://x.example\napi_key: sk-very-secret\n',
  );
  const { exitCode, stdout } = await project.run(
    ['flow', 'build', triage, '--output', 'out', '--name', 'triage', '--connections', 'aoai.yaml', '--json'],
    { AOAI_API_KEY: 'sk-very-secret-too' },
  );
  expect([exitCode, JSON.parse(stdout)]).toEqual([
    0,
    {
      name: 'triage',
      output: expect.stringMatching(/out$/),
      files: expect.any(Number),
      image: 'triage',
      variables: ['AOAI_API_KEY'],
      warnings: [],
    },
  ]);
  expect(project.filesWith(['sk-very-secret'], 'out')).toEqual([]);
  expect(project.read('out/connections/aoai.yaml')).toContain('api_key: ${env:AOAI_API_KEY}');
  expect(project.read('out/flow/flow.dag.yaml')).toBe(project.read(join(triage, 'flow.dag.yaml')));
  expect(existsSync(project.path('out/server/main.js'))).toBe(true);
});

test("an environment's connections are packaged where none of its secrets are set", async () => {
  const { exitCode, stdout } = await project.run([
    'flow',
    'build',
    triage,
    '--output',
    'dev',
    '--env',
    'dev',
    '--json',
  ]);
  expect([exitCode, JSON.parse(stdout)]).toEqual([
    0,
    expect.objectContaining({ variables: [], warnings: [expect.stringMatching(/'aoai' has no key: .* identity/)] }),
  ]);
  expect(project.read('dev/connections/aoai.yaml')).toContain('auth_mode: meid_token');
});

test('a connection that is not known is a mistake to mend, and nothing is written', async () => {
  const { exitCode, stderr } = await project.run(['flow', 'build', triage, '--output', 'none']);
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/'classify_ticket' uses the connection 'aoai'/)]);
  expect(existsSync(project.path('none'))).toBe(false);
});

test('so is one of a Python tool, which its annotation tells', async () => {
  const flow = 'flows/reply-composer/standard';
  project.edit(`${flow}/flow.dag.yaml`, (text) =>
    text.replace('      topic: ${inputs.topic}', '      store: facts\n      topic: ${inputs.topic}'),
  );
  project.edit(`${flow}/collect_facts.py`, (text) =>
    text.replace(/def collect_facts\(/, 'def collect_facts(store: CustomConnection, '),
  );
  const { exitCode, stderr } = await project.run(['flow', 'build', flow, '--output', 'none']);
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/'collect_facts' uses the connection 'facts'/)]);
});

test.each(['flows/reply-composer/standard', 'flows/reply-composer/standard/out', 'flows'])(
  'an output that overlaps the flow (%s) is refused',
  async (output) => {
    const args = ['flow', 'build', 'flows/reply-composer/standard', '--output', output];
    const { exitCode, stderr } = await project.run(args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('overlap')]);
    expect(existsSync(project.path('flows/reply-composer/standard/flow.dag.yaml'))).toBe(true);
  },
);
