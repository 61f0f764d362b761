import { type Behaviour } from '../../behaviour/behaviour';
import { property } from '../../behaviour/fields';
import { text } from '../../behaviour/ids';

const armType = 'Microsoft.Authorization/locks';

export const managementLock: Behaviour = {
  type: 'azurerm_management_lock',
  binding: 'management-lock',
  armType,
  id: {
    build: ({ name, scope }) => `${text(scope)}/providers/${armType}/${text(name)}`,
    attributes: (armId) => ({
      name: armId.split('/').at(-1) ?? null,
      scope: armId.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, ''),
    }),
  },
  forceNew: ['name', 'scope', 'lock_level', 'notes'],
  fields: { lock_level: property('level'), notes: property('notes') },
  allowed: { lock_level: ['CanNotDelete', 'ReadOnly'] },
};
