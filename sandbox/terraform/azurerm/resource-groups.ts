import { isWithin } from '../../arm';
import { type Behaviour } from '../behaviour/behaviour';
import { text } from '../behaviour/ids';
import { ProviderError } from '../provider';

export const resourceGroup: Behaviour = {
  type: 'azurerm_resource_group',
  binding: 'resource-group',
  armType: 'Microsoft.Resources/resourceGroups',
  id: {
    build: ({ name }, { subscription }) => `/subscriptions/${subscription}/resourceGroups/${text(name)}`,
    attributes: (armId) => ({ name: armId.split('/').at(-1) ?? null }),
  },
  forceNew: ['name', 'location'],
  // azurerm's feature prevent_deletion_if_contains_resources, which is on unless a configuration switches it off.
  checkDelete(group, { graph }) {
    const left = graph.all().filter(({ id }) => id !== group.id && isWithin(id, group.id));
    const [first] = left;
    if (first === undefined) return;
    throw new ProviderError(
      `deleting Resource Group "${group.name}": the Resource Group still contains Resources.`,
      `Terraform does not know them, and deleting the group would delete them: ${left
        .slice(0, 5)
        .map(({ id }) => id)
        .join(', ')}${left.length > 5 ? ` and ${left.length - 5} more` : ''}.`,
    );
  },
};
