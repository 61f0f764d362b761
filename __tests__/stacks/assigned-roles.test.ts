import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { delegatedRoles } from '../../constructs';
import { loadProject } from '../../model';
import { synthesizeProject } from '../../stacks';
import { type Attributes, Synthesized } from '../constructs/synthesized';
import { environmentWithDeployer } from './devops-environment';
import { exampleRelease } from './example-environment';
import { synthesizedEnvironment } from './synthesized-environment';

describe('the roles that the stacks assign', () => {
  it('are ones that a deployer of least privilege may assign, to principals of the type that it may assign to', () => {
    const { project, problems } = loadProject(resolve(__dirname, '../..'));
    expect(problems).toEqual([]);
    const outdir = mkdtempSync(join(tmpdir(), 'llmops-roles-'));
    try {
      const { stacks } = synthesizeProject({
        environments: Object.values(project?.environments ?? {}),
        releases: {},
        outdir,
        state: (kind) => ({ kind: 'local', path: `/state/${kind}` }),
      });
      const assignments = stacks.flatMap(({ json }) =>
        new Synthesized(JSON.parse(readFileSync(json, 'utf8')) as Attributes).resources('azurerm_role_assignment'),
      );
      expect(assignments.length).toBeGreaterThan(10);
      for (const { role_definition_name: role, principal_type: type } of assignments) {
        expect(delegatedRoles).toContain(role);
        expect(String(type)).toContain('ServicePrincipal');
      }
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });

  it('are left to be assigned by hand where the deployer is no more than a contributor', () => {
    const environment = environmentWithDeployer({}, { rights: 'contributor' });
    const { platform, serving } = synthesizedEnvironment(environment, exampleRelease('1'));
    for (const stack of [platform, serving]) expect(stack.resources('azurerm_role_assignment')).toEqual([]);
    const byHand = [platform, serving].flatMap(({ outputs }) => outputs.grants_by_hand.value as { role: string }[]);
    expect(byHand.map(({ role }) => role)).toEqual(
      expect.arrayContaining(['Storage Blob Data Contributor', 'AzureML Data Scientist', 'AcrPull']),
    );
    const assigned = synthesizedEnvironment(environmentWithDeployer(), exampleRelease('1'));
    expect(assigned.platform.outputs).not.toHaveProperty('grants_by_hand');
  });
});
