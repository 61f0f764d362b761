/** The private DNS zones in which Azure keeps the names of private endpoints, by what is reached. */
export const privateDnsZones = {
  workspace: ['privatelink.api.azureml.ms', 'privatelink.notebooks.azure.net'],
  vault: ['privatelink.vaultcore.azure.net'],
  blob: ['privatelink.blob.core.windows.net'],
  file: ['privatelink.file.core.windows.net'],
  registry: ['privatelink.azurecr.io'],
  apps: ['privatelink.azurewebsites.net'],
} as const;
