import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadProject } from '../../model';
import { synthesizeProject } from '../../stacks';
import { type Attributes } from '../constructs/synthesized';

/** ARM types that go through azapi, by whether Azure lets them have tags. */
const armTypes: Readonly<Record<string, boolean>> = {
  'Microsoft.MachineLearningServices/workspaces/onlineEndpoints': true,
  'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments': true,
  'Microsoft.MachineLearningServices/workspaces/computes': true,
  'Microsoft.MachineLearningServices/workspaces/connections': false,
};

/** Types of azurerm that have tags, as far as the example uses them: by the generated bindings. */
function hasTags(type: string): boolean {
  const binding = type.replace(/^azurerm_/, '').replaceAll('_', '-');
  const declarations = readFileSync(require.resolve(`@cdktf/provider-azurerm/lib/${binding}/index.d.ts`), 'utf8');
  return /get tagsInput\(\)/.test(declarations);
}

describe('the tags of an environment', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'llmops-tags-'));
  afterAll(() => rmSync(outdir, { recursive: true }));

  it('are on every resource of the example that can have tags', () => {
    const { project } = loadProject(resolve(__dirname, '../..'));
    const environments = Object.values(project!.environments);
    const { stacks } = synthesizeProject({
      environments,
      releases: {},
      outdir,
      state: (kind) => ({ kind: 'local', path: join(outdir, `${kind}.tfstate`) }),
    });
    const untagged: string[] = [];
    let tagged = 0;
    for (const { environment, json, name } of stacks) {
      const wanted = { ...project!.environments[environment]!.tags, project: project!.name, environment };
      const { resource = {} } = JSON.parse(readFileSync(json, 'utf8')) as Attributes;
      for (const [type, byId] of Object.entries(resource as Record<string, Record<string, Attributes>>)) {
        for (const [id, { tags, type: versioned }] of Object.entries(byId)) {
          const armType = type === 'azapi_resource' ? String(versioned).split('@')[0]! : undefined;
          if (!type.startsWith('azurerm_') && armType === undefined) continue;
          const taggable = armType === undefined ? hasTags(type) : armTypes[armType];
          expect([armType ?? type, taggable]).toEqual([armType ?? type, expect.any(Boolean)]);
          if (taggable !== true) continue;
          tagged += 1;
          if (!Object.entries(wanted).every(([key, value]) => tags?.[key] === value))
            untagged.push(`${name}: ${type}.${id}`);
        }
      }
    }
    expect(untagged).toEqual([]);
    expect(tagged).toBeGreaterThan(30);
  });
});
