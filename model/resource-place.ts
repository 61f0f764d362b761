import { type Environment } from './environment';

/** Where a resource is: what SDK clients are told. */
export interface ResourcePlace {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
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
