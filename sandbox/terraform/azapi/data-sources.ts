import { type Json } from '../../arm';
import { identityBlock } from '../behaviour/identity-block';
import { text } from '../behaviour/ids';
import { fromJson, toJsonObject } from '../protocol/dynamic-json';
import { emptyValues, type Values } from '../protocol/values';
import { type DataSource } from '../provider';
import { type Block } from '../schema/schema';
import { refuseComputedValues } from '../schema/validation';
import { performAction } from './action';
import { type AzapiContext } from './context';
import { exported, resourceOutput } from './output';
import { missing } from './refusals';
import { checkType, childId, parseType } from './resource-type';
import { clientConfigSchema, resourceActionDataSchema, resourceDataSchema } from './schemas';

/** azapi's data sources by type. */
export function azapiDataSources(context: AzapiContext): Map<string, DataSource> {
  return new Map([
    ['azapi_client_config', dataSource(clientConfigSchema, () => Promise.resolve(clientConfig(context)))],
    ['azapi_resource', dataSource(resourceDataSchema, (config) => Promise.resolve(readResource(config, context)))],
    ['azapi_resource_action', dataSource(resourceActionDataSchema, (config) => callAction(config, context))],
  ]);
}

function dataSource(schema: Block, read: (config: Values) => Promise<Values>): DataSource {
  return {
    schema,
    validate: (config) => [...refuseComputedValues(config, schema), ...checkType(config.type)],
    read: async (config) => ({ ...emptyValues(schema), ...config, ...(await read(config)) }),
  };
}

function clientConfig({ principal, subscription, tenant }: AzapiContext): Values {
  return {
    id: `clientConfigs/subscriptionId=${subscription};tenantId=${tenant}`,
    object_id: principal.objectId,
    subscription_id: subscription,
    subscription_resource_id: `/subscriptions/${subscription}`,
    tenant_id: tenant,
  };
}

function readResource(config: Values, { graph, subscription }: AzapiContext): Values {
  const { type, apiVersion } = parseType(text(config.type));
  const parent = text(config.parent_id) || `/subscriptions/${subscription}`;
  const id = text(config.resource_id) || childId(type, text(config.name), parent);
  const resource = graph.get(id);
  if (resource === undefined) {
    if (config.ignore_not_found === true)
      return { id, exists: false, resource_id: id, output: fromJson({}), identity: [], tags: null };
    throw missing({ summary: 'Failed to retrieve resource', doing: 'retrieving', method: 'GET', id, apiVersion });
  }
  return {
    id: resource.id,
    resource_id: resource.id,
    name: resource.name,
    parent_id: text(config.parent_id) || null,
    exists: true,
    location: resource.location ?? null,
    identity: identityBlock(resource.identity),
    tags: { ...resource.tags },
    output: resourceOutput(resource, config.response_export_values),
  };
}

async function callAction(config: Values, { graph }: AzapiContext): Promise<Values> {
  const { apiVersion } = parseType(text(config.type));
  const id = text(config.resource_id);
  const action = text(config.action);
  const method = text(config.method) || 'POST';
  const answer: Json = await performAction(graph, { id, action, method, body: toJsonObject(config.body), apiVersion });
  return {
    id: action === '' ? id : `${id}/${action}`,
    method,
    output: exported(answer, config.response_export_values),
    sensitive_output: exported(answer, config.sensitive_response_export_values),
  };
}
