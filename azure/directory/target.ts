import { type TokenCredential } from '@azure/core-auth';

/** Where Entra's applications and the vaults for their secrets are reached. */
export interface DirectoryTarget {
  /** `https://graph.microsoft.com`; a sandbox gives an address of this machine. */
  readonly graphEndpoint: string;
  /** `https://<vault>.vault.azure.net` */
  vaultEndpoint(vault: string): string;
  readonly credential: TokenCredential;
}
