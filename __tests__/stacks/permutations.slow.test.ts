import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Environment } from '../../model/environment';
import { type Release } from '../../model/release';
import { ImageStore, imagesFolder } from '../../sandbox/images/image-store';
import { checkPolicies } from '../../stacks';
import { type Attributes } from '../constructs/synthesized';
import { AppliedEnvironment } from './applied-environment';
import { DrawnProject, releaseOf, secrets } from './permutations/drawn-project';
import { drawnSettings } from './permutations/drawn-settings';
import { hubIds, makeHub } from './permutations/hub';
import { synthesizedEnvironment } from './synthesized-environment';

/** What is found wherever the internet reaches an environment. */
const publicNetwork = [
  ...['CKV_AZURE_144', 'CKV_AZURE_59', 'CKV_AZURE_35', 'CKV2_AZURE_33', 'CKV_AZURE_109', 'CKV_AZURE_189'],
  ...['CKV2_AZURE_32', 'CKV_AZURE_139', 'CKV_AZURE_6', 'CKV_AZURE_115', 'CKV_AZURE_222', 'LLMOPS_ENDPOINT_PUBLIC'],
];
/** What follows from choices of the configuration: copies in other regions and zones, tiers, keys, purge protection. */
const chosen = [
  ...['CKV_AZURE_206', 'CKV_AZURE_165', 'CKV_AZURE_233', 'CKV_AZURE_163', 'CKV_AZURE_211', 'CKV_AZURE_212'],
  ...['CKV_AZURE_225', 'CKV_AZURE_110', 'CKV_AZURE_13', 'LLMOPS_ENDPOINT_KEYS', 'LLMOPS_CONNECTION_KEYS'],
];
/** What the product cannot do otherwise; docs/policies.md says why. */
const withoutChoice = [
  ...['CKV_AZURE_17', 'CKV_AZURE_41', 'CKV_AZURE_141', 'CKV_AZURE_226', 'CKV_AZURE_227', 'CKV_AZURE_232'],
];

/** More draws by hand: LLMOPS_PERMUTATIONS=50; the same ones again: LLMOPS_SEED=<what was printed>. */
const draws = Number(process.env.LLMOPS_PERMUTATIONS ?? 2);
const seed = Number(
  process.env.LLMOPS_SEED ?? (process.env.LLMOPS_PERMUTATIONS === undefined ? 7 : Date.now() % 2 ** 31),
);

const synthesizedDraws = Math.max(draws, 60);

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

describe('any valid environment, as it is synthesized', () => {
  it('has its tags everywhere, no secret, nothing of others, and no finding but those that are known', () => {
    const tagged = new Map<string, boolean>();
    fc.assert(
      fc.property(drawnSettings, (settings) => {
        const environment = project.environment(settings);
        const { platform, serving } = synthesizedEnvironment(environment, releaseOf(environment, '2', '1'));
        const used = namesOfUsed(environment);
        for (const stack of [platform, serving]) {
          for (const { type, attributes } of stack.managed()) {
            const tags = attributes.tags as Record<string, string> | undefined;
            const kind = type === 'azapi_resource' ? String(attributes.type) : type;
            expect({ kind, tagged: tags !== undefined }).toEqual({
              kind,
              tagged: tagged.get(kind) ?? tags !== undefined,
            });
            tagged.set(kind, tags !== undefined);
            if (tags) expect(tags).toMatchObject({ project: 'acme', environment: 'dev' });
            expect(used).not.toContain(attributes.name);
            expect(hubIds).not.toContain(attributes.resource_id);
            for (const value of secretValues(attributes)) expect(value).toMatch(/^\$\{var\.connection_\w+\}$/);
          }
          for (const variable of Object.values(stack.variables)) {
            expect(variable).not.toHaveProperty('default');
          }
        }
        const known = [
          ...withoutChoice,
          ...chosen,
          ...(environment.network.isolation === 'public' ? publicNetwork : []),
        ];
        expect(checkPolicies(environment).open.filter(({ rule }) => !known.includes(rule))).toEqual([]);
      }),
      { seed, numRuns: synthesizedDraws },
    );
  });
});

/** Names of what exists already and the environment uses. */
function namesOfUsed(environment: Environment): readonly (string | undefined)[] {
  const asked = JSON.stringify(environment);
  return hubIds.filter((id) => isUsed(id, environment, asked)).map((id) => id.split('/').at(-1));
}

function isUsed(id: string, { names, existing }: Environment, asked: string): boolean {
  return asked.includes(`"${id}"`) || (existing.resourceGroup === true && id.endsWith(`/${names.resourceGroup}`));
}

/** Where a resource holds what nobody may read. */
function secretValues({ sensitive_body: body, value_wo: value }: Attributes): readonly string[] {
  const { credentials = {} } = (body?.properties ?? {}) as { credentials?: Record<string, unknown> };
  const keys = Object.values(credentials).flatMap((one) =>
    typeof one === 'string' ? one : Object.values(one as object),
  );
  return [...(keys as string[]), ...(value === undefined ? [] : [value as string])];
}

async function livesAndDies(environment: Environment): Promise<void> {
  const applied = await AppliedEnvironment.open(secrets);
  try {
    const asked = JSON.stringify(environment);
    const theirs = await makeHub(applied, (id) => isUsed(id, environment, asked));
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
