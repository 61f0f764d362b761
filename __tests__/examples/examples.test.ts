import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import * as constructs from '../../constructs';

const folder = resolve(__dirname, '../../examples');
/** Holds ids for the others, and is no app. */
const shared = 'dev-environment.ts';
const examples = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== shared);

/** Every class of `constructs/` that apps can make or extend. */
const publicConstructs = Object.values<unknown>(constructs).filter(
  (value): value is new () => Construct => typeof value === 'function' && value.prototype instanceof Construct,
);

describe('examples', () => {
  const repository = process.cwd();
  const project = mkdtempSync(join(tmpdir(), 'llmops-examples-'));
  const synth = jest.spyOn(App.prototype, 'synth');
  const used: IConstruct[] = [];
  beforeAll(() => {
    for (const part of ['flows', 'flows-config']) symlinkSync(resolve(folder, '..', part), join(project, part));
    process.chdir(project);
    process.env.CDKTF_OUTDIR = join(project, 'cdktf.out');
  });
  afterAll(() => {
    delete process.env.CDKTF_OUTDIR;
    process.chdir(repository);
    rmSync(project, { recursive: true });
  });

  it.each(examples)('%s synthesizes', async (file) => {
    synth.mockClear();
    await import(join(folder, file));
    const [app] = synth.mock.contexts as readonly App[];
    const made = app!.node.findAll();
    used.push(...made);
    const stacks = made.filter((construct) => TerraformStack.isStack(construct));
    expect(readdirSync('cdktf.out/stacks')).toEqual(expect.arrayContaining(stacks.map(({ node }) => node.id)));
    expect(made.some((construct) => publicConstructs.some((type) => construct instanceof type))).toBe(true);
  });

  it('there is one for every public construct', () => {
    const without = publicConstructs.filter((type) => !used.some((construct) => construct instanceof type));
    expect(without.map(({ name }) => name)).toEqual([]);
  });
});
