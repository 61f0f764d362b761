import { type Environment } from './environment';

/** Where a resource group is: what SDK clients are told. */
export interface GroupPlace {
  readonly subscription: string;
  readonly resourceGroup: string;
}

/** Where a resource is. */
export interface ResourcePlace extends GroupPlace {
  readonly name: string;
}

/** The environment's own group. What is made for it is there, its apps too, wherever its workspace is. */
export function ownGroupOf({ subscription, names: { resourceGroup } }: Environment): GroupPlace {
  return { subscription, resourceGroup };
}

/** The environment's workspace: its own, or the existing one, which may lie in another group or subscription. */
export function workspaceOf({ subscription, names, existing }: Environment): ResourcePlace {
  if (existing.workspace !== undefined) return placeOf(existing.workspace);
  return { subscription, resourceGroup: names.resourceGroup, name: names.workspace };
}

function placeOf(id: string): ResourcePlace {
  const [, , subscription = '', , resourceGroup = '', , , , name = ''] = id.split('/');
  return { subscription, resourceGroup, name };
}
