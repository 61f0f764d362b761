import { type AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { allowLoopback, isLoopback, loopbackRetries, requireSecure } from './loopback';
import { apiVersion, type AzureTarget } from './target';

/** The SDK's client for the target's Azure Resource Manager, with its retries. The SDK is loaded when it is first asked for. */
export async function resourceManager(target: AzureTarget): Promise<AzureMachineLearningWorkspaces> {
  const { AzureMachineLearningWorkspaces: Client } = await import('@azure/arm-machinelearning');
  const { credential, subscription, resourceManagerEndpoint } = target;
  const endpoint = requireSecure(resourceManagerEndpoint).replace(/\/+$/, '');
  const loopback = isLoopback(endpoint);
  const client = new Client(credential, subscription, {
    endpoint,
    apiVersion,
    allowInsecureConnection: loopback,
    ...(loopback && { retryOptions: loopbackRetries }),
  });
  if (loopback) allowLoopback(client.pipeline, credential, `${endpoint}/.default`);
  return client;
}
