import { type Config, withProviders } from './terraform-workspace';

const type = (segments: string) => `Microsoft.MachineLearningServices/workspaces/${segments}@2025-06-01`;

export interface Serving {
  /** Live traffic by deployment; every deployment of the endpoint is named. */
  readonly traffic: Record<string, number>;
  readonly mirror?: Record<string, number>;
  readonly tags?: Record<string, string>;
  readonly description?: string;
}

/** An endpoint with its deployments, and the order of changes that Azure's traffic rules need. */
export function servingConfig(
  workspaceId: string,
  { traffic, mirror = {}, tags = {}, description = 'Triage' }: Serving,
): Config {
  const deployments = Object.keys(traffic);
  const endpoint = { location: 'westeurope', tags, properties: { authMode: 'Key', description } };
  const dependsOn = deployments.map((name) => `azapi_resource.deployment_${name}`);
  return withProviders({
    resource: {
      azapi_resource: {
        endpoint: {
          type: type('onlineEndpoints'),
          name: 'triage',
          parent_id: workspaceId,
          location: 'westeurope',
          tags,
          body: { properties: endpoint.properties },
        },
        ...Object.fromEntries(
          deployments.map((name) => [
            `deployment_${name}`,
            {
              type: type('onlineEndpoints/deployments'),
              name,
              parent_id: '${azapi_resource.endpoint.id}',
              location: 'westeurope',
              body: {
                sku: { name: 'Default', capacity: 1 },
                properties: {
                  endpointComputeType: 'Managed',
                  model: `${workspaceId}/models/triage/versions/${Number(name.slice(1))}`,
                  environmentId: `${workspaceId}/environments/serving/versions/1`,
                },
              },
              lifecycle: { create_before_destroy: true },
            },
          ]),
        ),
      },
      azapi_resource_action: {
        ...(deployments.length === 0
          ? {}
          : {
              traffic: {
                type: type('onlineEndpoints'),
                resource_id: '${azapi_resource.endpoint.id}',
                method: 'PUT',
                body: { ...endpoint, properties: { ...endpoint.properties, traffic, mirrorTraffic: mirror } },
                depends_on: dependsOn,
                lifecycle: { replace_triggered_by: ['azapi_resource.endpoint'] },
              },
            }),
        drain: {
          type: type('onlineEndpoints'),
          resource_id: '${azapi_resource.endpoint.id}',
          method: 'PUT',
          when: 'destroy',
          body: { ...endpoint, properties: { ...endpoint.properties, traffic: {} } },
          depends_on: dependsOn,
        },
      },
    },
  });
}
