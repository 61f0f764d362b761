import { type ArmResource, type Json, type JsonObject } from '../../arm';

/** An action that takes more than the resource graph knows: files, other services. */
export type ResourceAction = (call: { readonly resource: ArmResource; readonly body: JsonObject }) => Promise<Json>;

/** Actions by resource type and action: `Microsoft.ContainerRegistry/registries/scheduleRun`. */
export type ResourceActions = Readonly<Record<string, ResourceAction>>;

/** The action of a POST; undefined where it is one of the resource graph. ARM takes names in any case. */
export function findAction(actions: ResourceActions, type: string, name: string): ResourceAction | undefined {
  const wanted = `${type}/${name}`.toLowerCase();
  return Object.entries(actions).find(([key]) => key.toLowerCase() === wanted)?.[1];
}
