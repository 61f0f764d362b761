import { type Behaviour } from '../../behaviour/behaviour';
import { property } from '../../behaviour/fields';
import { inResourceGroup, text } from '../../behaviour/ids';
import { type Value } from '../../protocol/values';
import { type Diagnostic } from '../../provider';

const armType = 'Microsoft.Insights/workbooks';

export const workbook: Behaviour = {
  type: 'azurerm_application_insights_workbook',
  binding: 'application-insights-workbook',
  armType,
  id: inResourceGroup(armType),
  forceNew: ['name', 'resource_group_name', 'location', 'source_id', 'storage_container_id'],
  defaults: { category: 'workbook', source_id: 'azure monitor' },
  fields: {
    display_name: property('displayName'),
    data_json: property('serializedData'),
    description: property('description'),
    category: property('category'),
    source_id: property('sourceId'),
    storage_container_id: property('storageUri'),
  },
  properties: () => ({ version: 'Notebook/1.0' }),
  check: ({ name, data_json: json, source_id: source }) => [
    ...refuse('name', name, isGuid, 'to be a valid UUID'),
    ...refuse('data_json', json, isJson, 'to be valid JSON'),
    ...refuse('source_id', source, (id) => id === id.toLowerCase(), 'to not contain any uppercase letter'),
  ],
};

function refuse(
  attribute: string,
  value: Value | undefined,
  holds: (value: string) => boolean,
  expected: string,
): Diagnostic[] {
  if (typeof value !== 'string' || holds(value)) return [];
  const detail = `expected "${attribute}" ${expected}, got ${text(value).slice(0, 60)}`;
  return [{ severity: 'error', summary: 'Invalid value for an argument', detail, attribute }];
}

function isGuid(value: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
