import { type Attribute, type AttributeType, type Block, type NestedBlock } from '../schema/schema';

const strings: AttributeType = ['list', 'string'];
const stringMap: AttributeType = ['map', 'string'];
const stringListMap: AttributeType = ['map', ['list', 'string']];

const required = (type: AttributeType = 'string'): Attribute => ({ type, required: true });
const optional = (type: AttributeType = 'string'): Attribute => ({ type, optional: true });
const computed = (type: AttributeType = 'string'): Attribute => ({ type, computed: true });
const decided = (type: AttributeType = 'string'): Attribute => ({ type, optional: true, computed: true });
const writeOnly = (type: AttributeType = 'string'): Attribute => ({ type, optional: true, writeOnly: true });

function timeouts(...operations: readonly string[]): Readonly<Record<string, NestedBlock>> {
  const attributes = Object.fromEntries(operations.map((operation) => [operation, optional()]));
  return { timeouts: { nesting: 'single', block: { attributes, blocks: {} }, minItems: 0, maxItems: 0 } };
}

const retry: Attribute = {
  type: [
    'object',
    {
      error_message_regex: strings,
      interval_seconds: 'number',
      max_interval_seconds: 'number',
      multiplier: 'number',
      randomization_factor: 'number',
    },
  ],
  optional: true,
  requiredFields: ['error_message_regex'],
};

/** Attributes that concern how the provider calls ARM. The sandbox takes them; they change nothing in it. */
const transport: Readonly<Record<string, Attribute>> = { locks: optional(strings), retry };

function callOptions(...operations: readonly string[]): Record<string, Attribute> {
  return Object.fromEntries(
    operations.flatMap((operation) => [
      [`${operation}_headers`, optional(stringMap)],
      [`${operation}_query_parameters`, optional(stringListMap)],
    ]),
  );
}

const sensitiveBody = { sensitive_body: writeOnly('dynamic'), sensitive_body_version: optional(stringMap) };

const comparison = {
  ignore_casing: decided('bool'),
  ignore_missing_property: decided('bool'),
  ignore_null_property: decided('bool'),
  list_unique_id_property: optional(stringMap),
  ignore_other_items_in_list: optional(strings),
};

const identityAttributes = {
  type: required(),
  identity_ids: optional(strings),
  principal_id: computed(),
  tenant_id: computed(),
};

export const resourceSchema: Block = {
  attributes: {
    id: computed(),
    type: required(),
    name: decided(),
    parent_id: decided(),
    location: decided(),
    body: decided('dynamic'),
    ...sensitiveBody,
    tags: decided(stringMap),
    response_export_values: optional('dynamic'),
    schema_validation_enabled: decided('bool'),
    ...comparison,
    ignore_body_changes: writeOnly(strings),
    replace_triggers_external_values: optional('dynamic'),
    replace_triggers_refs: optional(strings),
    ...transport,
    ...callOptions('create', 'read', 'update', 'delete'),
    output: computed('dynamic'),
  },
  blocks: {
    identity: { nesting: 'list', block: { attributes: identityAttributes, blocks: {} }, minItems: 0, maxItems: 1 },
    ...timeouts('create', 'read', 'update', 'delete'),
  },
};

export const updateResourceSchema: Block = {
  attributes: {
    id: computed(),
    type: required(),
    name: decided(),
    parent_id: decided(),
    resource_id: decided(),
    body: decided('dynamic'),
    ...sensitiveBody,
    response_export_values: optional('dynamic'),
    ...comparison,
    replace_triggers_external_values: optional('dynamic'),
    replace_triggers_refs: optional(strings),
    ...transport,
    ...callOptions('read', 'update'),
    output: computed('dynamic'),
  },
  blocks: timeouts('create', 'read', 'update', 'delete'),
};

export const resourceActionSchema: Block = {
  attributes: {
    id: computed(),
    type: required(),
    resource_id: required(),
    action: optional(),
    method: decided(),
    body: optional('dynamic'),
    ...sensitiveBody,
    headers: optional(stringMap),
    query_parameters: optional(stringListMap),
    response_export_values: optional('dynamic'),
    sensitive_response_export_values: optional('dynamic'),
    when: decided(),
    ignore_not_found: decided('bool'),
    ...transport,
    exist: computed('bool'),
    output: computed('dynamic'),
    sensitive_output: { ...computed('dynamic'), sensitive: true },
  },
  blocks: timeouts('create', 'read', 'update', 'delete'),
};

export const resourceDataSchema: Block = {
  attributes: {
    id: computed(),
    type: required(),
    name: decided(),
    parent_id: decided(),
    resource_id: decided(),
    response_export_values: optional('dynamic'),
    ignore_not_found: decided('bool'),
    headers: optional(stringMap),
    query_parameters: optional(stringListMap),
    retry,
    exists: computed('bool'),
    location: computed(),
    identity: computed([
      'list',
      ['object', { type: 'string', identity_ids: strings, principal_id: 'string', tenant_id: 'string' }],
    ]),
    tags: computed(stringMap),
    output: computed('dynamic'),
  },
  blocks: timeouts('read'),
};

export const resourceActionDataSchema: Block = {
  attributes: {
    id: computed(),
    type: required(),
    resource_id: required(),
    action: optional(),
    method: decided(),
    body: optional('dynamic'),
    headers: optional(stringMap),
    query_parameters: optional(stringListMap),
    response_export_values: optional('dynamic'),
    sensitive_response_export_values: optional('dynamic'),
    retry,
    output: computed('dynamic'),
    sensitive_output: { ...computed('dynamic'), sensitive: true },
  },
  blocks: timeouts('read'),
};

export const clientConfigSchema: Block = {
  attributes: {
    id: computed(),
    tenant_id: computed(),
    subscription_id: computed(),
    subscription_resource_id: computed(),
    object_id: computed(),
  },
  blocks: timeouts('read'),
};

const secretNames = [
  'client_secret',
  'client_certificate',
  'client_certificate_password',
  'oidc_token',
  'oidc_request_token',
];
const switches = [
  'use_cli',
  'use_msi',
  'use_oidc',
  'use_aks_workload_identity',
  'disable_default_output',
  'enable_preflight',
  'ignore_no_op_changes',
  'skip_provider_registration',
  'disable_instance_discovery',
  'disable_terraform_partner_id',
  'disable_correlation_request_id',
  'always_acquire_policy_token',
  'preserve_resource_id_casing',
];
const texts = [
  'subscription_id',
  'tenant_id',
  'client_id',
  'client_id_file_path',
  'client_secret_file_path',
  'client_certificate_path',
  'oidc_token_file_path',
  'oidc_request_url',
  'oidc_azure_service_connection_id',
  'environment',
  'default_name',
  'default_location',
  'partner_id',
  'custom_correlation_request_id',
];

export const providerSchema: Block = {
  attributes: {
    ...Object.fromEntries(texts.map((name) => [name, optional()])),
    ...Object.fromEntries(secretNames.map((name) => [name, { ...optional(), sensitive: true }])),
    ...Object.fromEntries(switches.map((name) => [name, optional('bool')])),
    default_tags: optional(stringMap),
    auxiliary_tenant_ids: optional(strings),
    maximum_busy_retry_attempts: optional('number'),
    endpoint: optional([
      'list',
      [
        'object',
        {
          active_directory_authority_host: 'string',
          resource_manager_audience: 'string',
          resource_manager_endpoint: 'string',
        },
      ],
    ]),
  },
  blocks: {},
};
