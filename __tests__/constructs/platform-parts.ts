import { type TerraformStack } from 'cdktf';
import {
  ApplicationInsights,
  ContainerRegistry,
  EndpointIdentity,
  KeyVault,
  LogAnalytics,
  ResourceGroup,
  StorageAccount,
  Workspace,
} from '../../constructs';

/** A workspace and what it needs, as small as props allow. */
export function platformParts(stack: TerraformStack) {
  const resourceGroup = new ResourceGroup(stack, 'group', { name: 'rg-test', location: 'westeurope' });
  const logAnalytics = new LogAnalytics(stack, 'logs', { name: 'log-test', resourceGroup });
  const applicationInsights = new ApplicationInsights(stack, 'insights', {
    name: 'appi-test',
    resourceGroup,
    logAnalytics,
  });
  const keyVault = new KeyVault(stack, 'vault', { name: 'kv-test', resourceGroup, tenantId: 'tenant' });
  const storageAccount = new StorageAccount(stack, 'storage', { name: 'sttest', resourceGroup });
  const containerRegistry = new ContainerRegistry(stack, 'registry', { name: 'crtest', resourceGroup });
  const workspace = new Workspace(stack, 'workspace', {
    name: 'mlw-test',
    resourceGroup,
    keyVault,
    storageAccount,
    containerRegistry,
    applicationInsights,
  });
  return {
    resourceGroup,
    logAnalytics,
    applicationInsights,
    keyVault,
    storageAccount,
    containerRegistry,
    workspace,
  };
}

/** An endpoint identity with its grants on the parts. */
export function endpointIdentity(stack: TerraformStack, parts: ReturnType<typeof platformParts>): EndpointIdentity {
  return new EndpointIdentity(stack, 'identity', { name: 'id-test', ...parts });
}
