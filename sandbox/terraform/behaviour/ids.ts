import { type ArmResource, parseResourceId } from '../../arm';
import { ProviderError } from '../provider';
import { type Value, type Values } from '../protocol/values';

/** How the ARM id of a resource and its attributes follow from each other. */
export interface IdForm<Scope = { readonly subscription: string }> {
  /** The ARM id under which the graph keeps it. */
  readonly build: (attributes: Values, scope: Scope) => string;
  /** The attributes that the ARM id carries. */
  readonly attributes: (armId: string) => Values;
  /** Terraform's id, where it is not the ARM id. */
  readonly terraformId?: (resource: ArmResource) => string;
  /** The ARM id behind Terraform's id. */
  readonly armId?: (terraformId: string, find: (type: string) => readonly ArmResource[]) => string | undefined;
}

/** The value of a string attribute; empty where it has none. */
export function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A resource in a resource group, named by `name` and `resource_group_name`. */
export function inResourceGroup(armType: string): IdForm {
  return {
    build: ({ name, resource_group_name: group }, { subscription }) =>
      `/subscriptions/${subscription}/resourceGroups/${text(group)}/providers/${armType}/${text(name)}`,
    attributes: (armId) => {
      const id = parseResourceId(armId);
      return { name: id.name, resource_group_name: id.resourceGroup ?? null };
    },
  };
}

/** A resource below another, whose id is in `parentAttribute`. `between` is what stands between the two. */
export function childOf(parentAttribute: string, between: string): IdForm {
  return {
    build: (attributes) => `${text(attributes[parentAttribute])}/${between}/${text(attributes.name)}`,
    attributes: (armId) => {
      const parent = armId.split('/').slice(0, -1 - between.split('/').length);
      return { name: armId.split('/').at(-1) ?? null, [parentAttribute]: parent.join('/') };
    },
  };
}

/**
 * Checks an id that a user gave for an import.
 * @throws ProviderError where it has not the form of an id of this type.
 */
export function requireArmType(id: string, armType: string): void {
  let type: string;
  try {
    type = parseResourceId(id).type;
  } catch {
    type = 'nothing';
  }
  if (type.toLowerCase() !== armType.toLowerCase()) {
    throw new ProviderError(
      'Invalid id',
      `"${id}" is no id of a ${armType}: expected /subscriptions/…/providers/${armType}/<name>.`,
    );
  }
}
