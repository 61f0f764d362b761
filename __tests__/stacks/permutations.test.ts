import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Environment } from '../../model/environment';
import { type Release } from '../../model/release';
import { ImageStore, imagesFolder } from '../../sandbox/images/image-store';
import { AppliedEnvironment } from './applied-environment';
import { DrawnProject, releaseOf, secrets } from './permutations/drawn-project';
import { drawnSettings } from './permutations/drawn-settings';
import { makeHub } from './permutations/hub';

/** More draws by hand: LLMOPS_PERMUTATIONS=50; the same ones again: LLMOPS_SEED=<what was printed>. */
const draws = Number(process.env.LLMOPS_PERMUTATIONS ?? 2);
const seed = Number(
  process.env.LLMOPS_SEED ?? (process.env.LLMOPS_PERMUTATIONS === undefined ? 7 : Date.now() % 2 ** 31),
);

let project: DrawnProject;
beforeAll(() => {
  project = new DrawnProject();
});
afterAll(() => {
  project.delete();
});

describe('any valid environment', () => {
  it(
    'is applied, is then as it was asked for, and leaves nothing',
    async () => {
      let ran = 0;
      const lives = fc.asyncProperty(drawnSettings, async (settings) => {
        ran += 1;
        await livesAndDies(project.environment(settings));
      });
      // A draw takes seconds, so none is made smaller once it fails.
      await fc.assert(lives, { seed, numRuns: draws, endOnFailure: true });
      process.stdout.write(`permutations: ${ran} environments were applied and destroyed (LLMOPS_SEED=${seed})\n`);
    },
    60_000 + draws * 60_000,
  );
});

async function livesAndDies(environment: Environment): Promise<void> {
  const applied = await AppliedEnvironment.open(secrets);
  try {
    const asked = JSON.stringify(environment);
    const theirs = await makeHub(
      applied,
      (id) => asked.includes(`"${id}"`) || id.endsWith(`/${environment.names.resourceGroup}`),
    );
    const before = await Promise.all(theirs.map((id) => applied.read(id)));
    const { resources: already } = await applied.sandbox.status();
    const first = releaseOf(environment, '1');
    const second = releaseOf(environment, '2', '1');

    // Locks come last, as nothing could be replaced or deleted under them.
    const unlocked = { ...environment, operations: { ...environment.operations, lock: false } };
    expect((await applied.apply('platform', unlocked)).again).toBe('No changes');
    for (const release of [first, second]) await register(applied, environment, release);
    expect((await applied.apply('serving', unlocked, first)).again).toBe('No changes');
    expect((await applied.apply('serving', unlocked, second)).again).toBe('No changes');
    if (environment.operations.lock) expect((await applied.apply('platform', environment)).again).toBe('No changes');
    if (environment.operations.lock) await applied.apply('platform', unlocked);

    await applied.destroy('serving', unlocked, second);
    await applied.destroy('platform', unlocked);
    const { resources } = await applied.sandbox.status();
    const left = resources.map(({ id }) => id).filter((id) => !already.some((other) => other.id === id));
    expect(left.filter((id) => !staysInAzure(id))).toEqual([]);
    expect(await Promise.all(theirs.map((id) => applied.read(id)))).toEqual(before);
  } finally {
    await applied.close();
  }
}

/** What is registered in others' workspace, and what a workspace made in others' storage account: no Terraform has it. */
function staysInAzure(id: string): boolean {
  return /\/mlw-hub\/(models|environments)\/|\/sthub\/blobServices\/default\/containers\//.test(id);
}

/** What the runner registers: models, environments, and the images that registries build. */
async function register(applied: AppliedEnvironment, environment: Environment, release: Release): Promise<void> {
  const { existing, names } = environment;
  const registry =
    (existing.containerRegistry ?? (existing.workspace && 'crhub') ?? names.containerRegistry).split('/').at(-1) ?? '';
  const store = new ImageStore(imagesFolder(join(applied.folder, 'sandbox')));
  const { servingEnvironment: shared } = release;
  if (shared) {
    const path = `environments/${shared.name}/versions/${shared.version}`;
    await applied.register(environment, path, { image: environment.serving.image });
  }
  for (const { current } of Object.values(release.flows)) {
    const { name, version, image } = current;
    const modelUri = `azureml://datastores/workspaceblobstore/paths/${name}/${version}`;
    await applied.register(environment, `models/${name}/versions/${version}`, { modelType: 'custom_model', modelUri });
    if (!image) continue;
    const { repository, tag, environment: own } = image;
    await store.add({ registry, repository, tag }, `sha256:${version}`, async (root) => {
      await mkdir(join(root, 'flow'));
      await writeFile(join(root, 'flow', 'flow.dag.yaml'), 'inputs: {}\noutputs: {}\nnodes: []\n');
    });
    const reference = `${registry}.azurecr.io/${repository}:${tag}`;
    await applied.register(environment, `environments/${own.name}/versions/${own.version}`, { image: reference });
  }
}
