import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Attributes, Synthesized } from '../constructs/synthesized';

const repository = resolve(__dirname, '../..');

/** Runs the compiled app, as cdktf.json does, in a copy of the example project. */
function runApp(project: string, environment: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [join(repository, 'dist/main.js')], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, CDKTF_OUTDIR: join(project, 'out'), LLMOPS_SANDBOX: '', ...environment },
  });
}

describe('the app that the cdktf CLI runs', () => {
  let project: string;
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'llmops-app-'));
    for (const folder of ['flows', 'flows-config']) {
      cpSync(join(repository, folder), join(project, folder), { recursive: true });
    }
  });
  afterEach(() => {
    rmSync(project, { recursive: true });
  });

  it('writes the stacks of every environment and prints nothing', () => {
    expect(runApp(project)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(readdirSync(join(project, 'out/stacks')).sort()).toEqual(
      ['dev', 'pr', 'prod'].flatMap((name) => [`${name}-platform`, `${name}-serving`]),
    );
  });

  it('keeps to the state of the sandbox when it is run in one', () => {
    const sandbox = join(project, '.llmops/sandbox');
    expect(runApp(project, { LLMOPS_SANDBOX: sandbox })).toMatchObject({ status: 0 });
    const stack = readFileSync(join(project, 'out/stacks/prod-platform/cdk.tf.json'), 'utf8');
    expect(new Synthesized(JSON.parse(stack) as Attributes).backend).toEqual({
      local: { path: join(sandbox, 'state/prod-platform.tfstate') },
    });
  });

  it('writes the devops stack too where an environment has a service principal', () => {
    const file = join(project, 'flows-config/environments.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^ {2}prod:$/m, '$&\n    servicePrincipal: {}'));
    const sandbox = join(project, '.llmops/sandbox');
    expect(runApp(project, { LLMOPS_SANDBOX: sandbox })).toMatchObject({ status: 0 });
    const stack = readFileSync(join(project, 'out/stacks/devops/cdk.tf.json'), 'utf8');
    expect(new Synthesized(JSON.parse(stack) as Attributes).backend).toEqual({
      local: { path: join(sandbox, 'state/devops.tfstate') },
    });
  });

  it('shows mistakes of the configuration and exits with 2', () => {
    const file = join(project, 'flows-config/environments.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('extends: dev', 'extends: dve'));
    const { status, stderr } = runApp(project);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^flows-config\/environments\.yaml:\d+:\d+ .*dve/m);
  });

  it('shows findings that nobody accepted and exits with 2', () => {
    const file = join(project, 'flows-config/environments.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('            - CKV_AZURE_144\n', ''));
    const { status, stderr } = runApp(project);
    expect(status).toBe(2);
    expect(stderr).toContain('CKV_AZURE_144 dev-platform/workspace: A workspace has no public network access.');
  });
});
