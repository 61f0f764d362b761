import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadProject } from '../../../model';
import { init } from '../../../runner/actions/init';

describe('beginning a project', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'llmops-init-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('writes a configuration without problems, with a flow to deploy', async () => {
    const { files } = await init(root);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    const { project, problems } = loadProject(root);
    expect(problems).toEqual([]);
    expect(project?.environments.dev?.flows.map(({ name, targets }) => [name, targets.length])).toEqual([
      ['reply-composer', 1],
    ]);
  });

  it('gives editors the JSON Schemas that its files name', async () => {
    const { files } = await init(root);
    for (const config of ['environments.yaml', 'reply-composer.yaml']) {
      const schema = /\$schema=\.\/(\S+)/.exec(readFileSync(join(root, 'flows-config', config), 'utf8'))?.[1];
      expect(files).toContain(`flows-config/${schema}`);
    }
  });

  it('writes nothing where a project is already', async () => {
    await init(root);
    appendFileSync(join(root, 'flows-config/environments.yaml'), '# mine\n');
    await expect(init(root)).rejects.toMatchObject({
      name: 'UserMistake',
      message: expect.stringContaining('flows-config/environments.yaml'),
      hint: expect.stringContaining('--project'),
    });
    expect(readFileSync(join(root, 'flows-config/environments.yaml'), 'utf8')).toMatch(/# mine\n$/);
  });

  it('adds to a .gitignore what is missing in it', async () => {
    writeFileSync(join(root, '.gitignore'), 'node_modules/\n.llmops/');
    await init(root);
    const lines = readFileSync(join(root, '.gitignore'), 'utf8').trim().split('\n');
    expect(lines).toEqual(['node_modules/', '.llmops/', 'cdktf.out/', '.promptflow/', '__pycache__/']);
  });
});
