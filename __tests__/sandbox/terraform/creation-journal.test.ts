import { CreationJournal } from '../../../sandbox/terraform/creation-journal';
import { group, newDirectory, workspaceGraph } from '../arm/sample-subscription';
import { terraformWorkspace, withProviders } from './terraform-workspace';

const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-triage`;
const created = () => Promise.resolve('created');

describe('a creation whose Terraform was killed with its host', () => {
  it('is known to the next host as unsettled, until Terraform shows that it knows the resource', async () => {
    const directory = newDirectory();
    await new CreationJournal(directory).session().create(id, created);
    const next = new CreationJournal(directory);
    expect(next.isUnsettled(id.toUpperCase())).toBe(true);
    next.session().settle(id);
    expect(new CreationJournal(directory).isUnsettled(id)).toBe(false);
  });

  it('is not one where Terraform still runs, or ended while the host lived', async () => {
    const directory = newDirectory();
    const journal = new CreationJournal(directory);
    const session = journal.session();
    await session.create(id, created);
    expect(journal.session().isUnsettled(id)).toBe(false);
    session.end();
    expect(new CreationJournal(directory).isUnsettled(id)).toBe(false);
  });

  it('is not one where Azure refused it', async () => {
    const directory = newDirectory();
    const refused = new CreationJournal(directory).session().create(id, () => Promise.reject(new Error('refused')));
    await expect(refused).rejects.toThrow('refused');
    expect(new CreationJournal(directory).isUnsettled(id)).toBe(false);
  });

  it('stays one where its repetition is refused', async () => {
    const directory = newDirectory();
    await new CreationJournal(directory).session().create(id, created);
    const refused = new CreationJournal(directory).session().create(id, () => Promise.reject(new Error('refused')));
    await expect(refused).rejects.toThrow('refused');
    expect(new CreationJournal(directory).isUnsettled(id)).toBe(true);
  });

  it('can be done again by Terraform, which otherwise would be refused', async () => {
    const terraform = await terraformWorkspace((directory) => workspaceGraph(directory));
    try {
      const killed = new CreationJournal(terraform.graph.directory).session();
      await killed.create(id, () => terraform.graph.put(id, { location: 'westeurope' }));
      const identity = { name: 'id-triage', resource_group_name: 'rg-contoso-dev', location: 'westeurope' };
      const config = withProviders({ resource: { azurerm_user_assigned_identity: { triage: identity } } });
      expect(await terraform.apply(config)).toContain('1 added');
      expect(terraform.attributes('azurerm_user_assigned_identity.triage').principal_id).toBe(
        terraform.graph.get(id)?.properties.principalId,
      );
    } finally {
      await terraform.close();
    }
  });
});
