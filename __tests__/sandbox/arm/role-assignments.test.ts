import { randomUUID } from 'node:crypto';
import { builtInRoles, openResourceGraph, type OpenResourceGraph, roleGuid, roleName } from '../../../sandbox/arm';
import { group, newDirectory, storage, vault, workspace, workspaceGraph } from './sample-subscription';

const principalId = '44444444-4444-4444-4444-444444444444';
const assignment = (scope: string, name = randomUUID()) =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
const role = (name: string) => ({
  properties: {
    principalId,
    roleDefinitionId: `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${roleGuid(name)}`,
  },
});

let graph: OpenResourceGraph;
beforeEach(async () => {
  graph = await workspaceGraph();
});

describe('a role', () => {
  it('holds at its scope and below, not beside or above', async () => {
    await graph.put(assignment(storage), role('Storage Blob Data Reader'));
    const reader = [roleGuid('Storage Blob Data Reader')];
    expect(graph.hasRole(principalId.toUpperCase(), storage.toLowerCase(), reader)).toBe(true);
    expect(graph.hasRole(principalId, `${storage}/blobServices/default/containers/data`, reader)).toBe(true);
    expect(graph.hasRole(principalId, group, reader)).toBe(false);
    expect(graph.hasRole(principalId, `${storage}2`, reader)).toBe(false);
    expect(graph.hasRole(principalId, storage, [roleGuid('Storage Blob Data Contributor')])).toBe(false);
    expect(graph.hasRole(randomUUID(), storage, reader)).toBe(false);
  });

  it('goes with what it was given on', async () => {
    const id = assignment(vault);
    await graph.put(id, role('Key Vault Secrets User'));
    await graph.delete(vault);
    expect(graph.get(id)).toBeUndefined();
  });

  it('is given once: the refusal names the assignment that exists', async () => {
    const first = await graph.put(assignment(storage), role('AcrPull'));
    await expect(graph.put(first.id, role('AcrPull'))).resolves.toMatchObject({ id: first.id });
    await expect(graph.put(assignment(storage), role('AcrPull'))).rejects.toMatchObject({
      status: 409,
      code: 'RoleAssignmentExists',
      message: expect.stringContaining(first.id) as string,
    });
    await expect(graph.put(first.id, role('AcrPush'))).rejects.toMatchObject({
      code: 'RoleAssignmentUpdateNotPermitted',
    });
  });

  it('can be given on an account of another team, which the sandbox does not hold', async () => {
    const account = '/subscriptions/s9/resourceGroups/rg-openai/providers/Microsoft.CognitiveServices/accounts/contoso';
    await expect(graph.put(assignment(account), role('Cognitive Services OpenAI User'))).resolves.toBeDefined();
    const missing = `${group}/providers/Microsoft.CognitiveServices/accounts/contoso`;
    await expect(graph.put(assignment(missing), role('Cognitive Services OpenAI User'))).rejects.toMatchObject({
      status: 404,
    });
  });

  it('is owner everywhere for the deployer of the sandbox', async () => {
    const owned = await openResourceGraph(newDirectory(), { owners: [principalId] });
    expect(owned.hasRole(principalId, workspace, [])).toBe(true);
    expect(owned.hasRole(principalId, workspace, [roleGuid('Owner'), roleGuid('Contributor')])).toBe(true);
    expect(owned.hasRole(principalId, workspace, [roleGuid('AzureML Data Scientist')])).toBe(false);
    expect(owned.hasRole(randomUUID(), workspace, [])).toBe(false);
  });

  it('has one name and one GUID, given either way', () => {
    for (const [name, guid] of Object.entries(builtInRoles)) {
      expect(roleGuid(name.toUpperCase())).toBe(guid);
      expect(roleName(`/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${guid}`)).toBe(name);
    }
  });
});
