import { type AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { createPipelineRequest, type HttpMethods, RestError } from '@azure/core-rest-pipeline';
import { AzureError } from '../error';
import { isLoopback } from '../loopback';
import { describeWorkspace, type AzureTarget } from '../target';

/** Of `Microsoft.ContainerRegistry`: the first stable one that has all that is asked of a registry itself. */
const registryVersion = '2023-07-01';
/** Builds have never left preview; the current SDK of registries does not have them. */
export const taskVersion = '2019-06-01-preview';

/** The container registry of a workspace. */
export interface ContainerRegistry {
  readonly id: string;
  readonly name: string;
  /** Where images are pulled from: `<name>.azurecr.io`. */
  readonly loginServer: string;
}

/** Sends a request to Resource Manager with the client's sign-in and retries. */
export async function requestResource<Body>(
  client: AzureMachineLearningWorkspaces,
  { resourceManagerEndpoint }: AzureTarget,
  method: HttpMethods,
  path: string,
  apiVersion: string,
  body?: object,
): Promise<Body> {
  const endpoint = resourceManagerEndpoint.replace(/\/+$/, '');
  const request = createPipelineRequest({
    url: `${endpoint}${path}?api-version=${apiVersion}`,
    method,
    allowInsecureConnection: isLoopback(endpoint),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (body !== undefined) request.headers.set('content-type', 'application/json');
  const response = await client.sendRequest(request);
  const { status, bodyAsText } = response;
  if (status < 300) return JSON.parse(bodyAsText ?? '{}') as Body;
  const { error } = parse(bodyAsText);
  throw new RestError(error?.message ?? `${method} ${path} answered ${status}`, {
    statusCode: status,
    request,
    response,
    ...(error?.code === undefined ? {} : { code: error.code }),
  });
}

/** The registry that the workspace pulls images from. */
export async function workspaceRegistry(
  client: AzureMachineLearningWorkspaces,
  target: AzureTarget,
): Promise<ContainerRegistry> {
  const { containerRegistry: id } = await client.workspaces.get(target.resourceGroup, target.workspace);
  if (id === undefined || id === '') {
    throw new AzureError(`The ${describeWorkspace(target)} has no container registry.`, {
      code: 'NoContainerRegistry',
      hint: 'Give it one: the platform stack does, and "az ml workspace update --container-registry" for a workspace of your own.',
    });
  }
  const { name, properties } = await requestResource<{ name: string; properties: { loginServer: string } }>(
    client,
    target,
    'GET',
    id,
    registryVersion,
  );
  return { id, name, loginServer: properties.loginServer };
}

function parse(text: string | null | undefined): {
  readonly error?: { readonly code?: string; readonly message?: string };
} {
  try {
    return JSON.parse(text ?? '{}') as ReturnType<typeof parse>;
  } catch {
    return {};
  }
}
