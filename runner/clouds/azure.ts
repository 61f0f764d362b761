import { join } from 'node:path';
import { type Cloud, targetWorkspace } from '../cloud';

/** The real Azure, with the credentials that this process has: a pipeline's federation, `az login`, a managed identity. */
export function azureCloud(root: string, tenant: string): Cloud {
  const credential = async () => (await import('../../azure')).azureCredential(tenant);
  return {
    dataDirectory: join(root, '.llmops'),
    terraformEnvironment: () => Promise.resolve({ ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' }),
    target: async (environment) => ({
      resourceManagerEndpoint: 'https://management.azure.com',
      credential: await credential(),
      blobEndpoint: (account) => `https://${account}.blob.core.windows.net`,
      ...targetWorkspace(environment),
    }),
    directory: async (environment) => ({
      graphEndpoint: 'https://graph.microsoft.com',
      vaultEndpoint: (vault) => `https://${vault}.vault.azure.net`,
      credential: await (await import('../../azure')).azureCredential(environment.tenant),
    }),
    secret: (variable) => process.env[variable],
    token: async (scope) => {
      const token = await (await credential()).getToken(scope);
      if (token === null) throw new Error(`No credential of this machine gives a token for ${scope}.`);
      return token.token;
    },
    close: () => Promise.resolve(),
  };
}
