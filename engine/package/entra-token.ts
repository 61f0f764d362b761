import type { DefaultAzureCredential } from '@azure/identity';

let credential: Promise<DefaultAzureCredential> | undefined;

/**
 * A token of Microsoft Entra ID for connections without a key, by the identity that the container has: a managed or
 * workload identity (`AZURE_CLIENT_ID` chooses among several), or a service principal in environment variables.
 */
export async function entraToken(scope: string): Promise<string> {
  // Loaded at the first request that needs it: most flows use keys.
  credential ??= import('@azure/identity').then((identity) => new identity.DefaultAzureCredential());
  return (await (await credential).getToken(scope)).token;
}
