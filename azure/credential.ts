import { type TokenCredential } from '@azure/core-auth';

/**
 * The Azure credential that this process has. In an Azure Pipelines job it is the service connection's federation,
 * where the job passes it on (`SYSTEM_ACCESSTOKEN` mapped, and the `AZURESUBSCRIPTION_*` variables of the Azure CLI
 * task); elsewhere what DefaultAzureCredential finds: environment variables, a workload or managed identity, `az login`.
 *
 * @param tenant Sign in to this tenant only. Default: the credential's own.
 */
export async function azureCredential(tenant?: string): Promise<TokenCredential> {
  // Loaded here: it costs 50 to 150 ms, and the sandbox never needs it.
  const { AzurePipelinesCredential, DefaultAzureCredential } = await import('@azure/identity');
  const {
    AZURESUBSCRIPTION_TENANT_ID: connectionTenant,
    AZURESUBSCRIPTION_CLIENT_ID: clientId,
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: serviceConnection,
    SYSTEM_OIDCREQUESTURI: requestUri,
    SYSTEM_ACCESSTOKEN: accessToken,
  } = process.env;
  if (connectionTenant && clientId && serviceConnection && requestUri && accessToken) {
    return new AzurePipelinesCredential(tenant ?? connectionTenant, clientId, serviceConnection, accessToken);
  }
  return new DefaultAzureCredential(tenant === undefined ? {} : { tenantId: tenant });
}
