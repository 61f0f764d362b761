import { parseResourceId } from '../../arm';
import { type Diagnostic, ProviderError } from '../provider';
import { isUnknown, type Value } from '../protocol/values';

/** `Microsoft.KeyVault/vaults@2023-07-01`, taken apart. */
export interface TypedVersion {
  readonly type: string;
  readonly apiVersion: string;
}

/** @throws ProviderError where the text is no type with an API version. */
export function parseType(value: string): TypedVersion {
  const [, type, apiVersion] = /^([^@/]+\/[^@]+)@(.+)$/.exec(value) ?? [];
  if (type === undefined || apiVersion === undefined) {
    throw new ProviderError(
      'Invalid configuration',
      `"type" is "${value}": it must be <resource type>@<API version>.`,
      'type',
    );
  }
  return { type, apiVersion };
}

/** What is wrong with the `type` of a configuration. */
export function checkType(value: Value | undefined): Diagnostic[] {
  if (typeof value !== 'string' || isUnknown(value)) return [];
  try {
    const { apiVersion } = parseType(value);
    if (/^\d{4}-\d{2}-\d{2}(-preview|-alpha|-beta|-privatepreview)?$/.test(apiVersion)) return [];
    return [invalid(`"type" is "${value}": "${apiVersion}" is no API version such as 2025-06-01.`)];
  } catch (error) {
    return [invalid(error instanceof ProviderError ? error.detail : String(error))];
  }
}

/**
 * Id of the resource of a type and a name below its parent.
 * @throws ProviderError where the parent is not of the type that holds such resources.
 */
export function childId(type: string, name: string, parentId: string): string {
  const parent = parentId.replace(/\/$/, '');
  if (type.toLowerCase() === 'microsoft.resources/resourcegroups') return `${parent}/resourceGroups/${name}`;
  const segments = type.split('/');
  if (segments.length === 2) return `${parent}/providers/${type}/${name}`;
  const parentType = segments.slice(0, -1).join('/');
  const given = parseResourceId(parent).type;
  if (given.toLowerCase() !== parentType.toLowerCase()) {
    throw new ProviderError(
      'Invalid configuration',
      `"parent_id" of a ${type} must be the id of a ${parentType}, but "${parentId}" is the id of a ${given}.`,
      'parent_id',
    );
  }
  return `${parent}/${segments.at(-1) ?? ''}/${name}`;
}

function invalid(detail: string): Diagnostic {
  return { severity: 'error', summary: 'Invalid configuration', detail, attribute: 'type' };
}
