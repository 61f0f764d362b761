import { Token } from 'cdktf';
import { AzapiResource, AzapiResourceAction, AzapiUpdateResource } from '../../../constructs/azapi';
import { synthesized } from '../synthesized';

const type = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-06-01';

describe('azapi_resource', () => {
  it('keeps the body as it is written: camelCase, numbers, nulls, nested lists and keys of any form', () => {
    const body = {
      properties: {
        authMode: 'Key',
        'azureml.promptflow.mode': 'chat',
        nothing: null,
        deep: [[1, 2.5], [{ aB: true }]],
      },
      sku: { capacity: 3 },
    };
    const json = synthesized(
      (stack) => new AzapiResource(stack, 'endpoint', { type, name: 'one', parentId: '/p', body }),
    );
    expect(json.resource('azapi_resource').body).toEqual(body);
  });

  it('leaves out what is undefined', () => {
    const json = synthesized(
      (stack) =>
        new AzapiResource(stack, 'endpoint', { type, name: 'one', parentId: '/p', body: { a: undefined, b: 1 } }),
    );
    const made = json.resource('azapi_resource');
    expect(Object.keys(made).sort()).toEqual(['//', 'body', 'name', 'parent_id', 'type']);
    expect(made.body).toEqual({ b: 1 });
  });

  it('names every argument as the provider does', () => {
    const json = synthesized(
      (stack) =>
        new AzapiResource(stack, 'endpoint', {
          type,
          name: 'one',
          parentId: '/p',
          location: 'westeurope',
          tags: { a: 'b' },
          identity: { type: 'UserAssigned', identityIds: ['/i'] },
          sensitiveBody: { properties: { credentials: { key: '${var.key}' } } },
          sensitiveBodyVersion: { 'properties.credentials': '1' },
          responseExportValues: ['properties.scoringUri'],
          schemaValidationEnabled: false,
          ignoreCasing: true,
          replaceTriggersExternalValues: ['/i'],
          replaceTriggersRefs: ['properties.compute'],
          locks: ['/p'],
          retry: { errorMessageRegex: ['409'], intervalSeconds: 5, maxIntervalSeconds: 60 },
          timeouts: { create: '90m' },
        }),
    );
    expect(json.resource('azapi_resource')).toMatchObject({
      location: 'westeurope',
      tags: { a: 'b' },
      identity: [{ type: 'UserAssigned', identity_ids: ['/i'] }],
      sensitive_body: { properties: { credentials: { key: '${var.key}' } } },
      sensitive_body_version: { 'properties.credentials': '1' },
      response_export_values: ['properties.scoringUri'],
      schema_validation_enabled: false,
      ignore_casing: true,
      replace_triggers_external_values: ['/i'],
      replace_triggers_refs: ['properties.compute'],
      locks: ['/p'],
      retry: { error_message_regex: ['409'], interval_seconds: 5, max_interval_seconds: 60 },
      timeouts: { create: '90m' },
    });
  });

  it('is referred to by its id and by what Azure answered', () => {
    const json = synthesized((stack) => {
      const endpoint = new AzapiResource(stack, 'endpoint', { type, name: 'one', parentId: '/p' });
      new AzapiResource(stack, 'deployment', {
        type,
        name: 'two',
        parentId: endpoint.id,
        body: { uri: endpoint.outputString('properties.scoringUri') },
      });
    });
    expect(json.resourceAt('azapi_resource', 'deployment')).toMatchObject({
      parent_id: '${azapi_resource.endpoint.id}',
      body: { uri: '${azapi_resource.endpoint.output.properties.scoringUri}' },
    });
  });

  it('resolves tokens in values and in keys of the body', () => {
    const token = Token.asString({ resolve: () => '${azurerm_user_assigned_identity.id.id}' });
    const body = { identity: { userAssignedIdentities: { [token]: {} } }, value: token };
    const json = synthesized((stack) => new AzapiResource(stack, 'one', { type, name: 'one', parentId: '/p', body }));
    expect(json.resource('azapi_resource').body).toEqual({
      identity: { userAssignedIdentities: { '${azurerm_user_assigned_identity.id.id}': {} } },
      value: '${azurerm_user_assigned_identity.id.id}',
    });
  });

  it('comes from Azure/azapi', () => {
    const json = synthesized((stack) => new AzapiResource(stack, 'one', { type, name: 'one', parentId: '/p' }));
    expect(json.requiredProviders.azapi).toEqual({ source: 'Azure/azapi', version: '~> 2.12' });
  });
});

describe('azapi_update_resource and azapi_resource_action', () => {
  it('name the resource that they work on', () => {
    const json = synthesized((stack) => {
      new AzapiUpdateResource(stack, 'update', {
        type,
        resourceId: '/r',
        ignoreCasing: true,
        body: { properties: {} },
      });
      new AzapiResourceAction(stack, 'action', {
        type,
        resourceId: '/r',
        action: 'listKeys',
        method: 'POST',
        when: 'destroy',
      });
    });
    expect(json.resource('azapi_update_resource')).toMatchObject({ resource_id: '/r', ignore_casing: true });
    expect(json.resource('azapi_resource_action')).toMatchObject({
      resource_id: '/r',
      action: 'listKeys',
      method: 'POST',
      when: 'destroy',
    });
  });
});
