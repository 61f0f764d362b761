/** A workspace without public access: a network, private endpoints with their names, and the ways out of deployments. */
import { App } from 'cdktf';
import {
  ApplicationInsights,
  KeyVault,
  ManagedNetwork,
  NetworkSecurityGroup,
  PrivateDnsZone,
  PrivateEndpoint,
  VirtualNetwork,
  Workspace,
} from 'llmops-cdktf/constructs';
import { DevEnvironmentStack, tenantId } from './dev-environment';

class PrivateWorkspace extends DevEnvironmentStack {
  constructor(app: App) {
    super(app, 'example-network');
    const { resourceGroup, logAnalytics, storageAccount, containerRegistry } = this;

    const virtualNetwork = new VirtualNetwork(this, 'network', {
      name: 'vnet-replies',
      resourceGroup,
      addressSpace: '10.40.0.0/16',
    });
    const subnet = virtualNetwork.addSubnet('endpoints', {
      addressRange: '10.40.1.0/24',
      networkSecurityGroup: new NetworkSecurityGroup(this, 'rules', {
        name: 'nsg-replies',
        resourceGroup,
        inbound: [
          { name: 'https', priority: 100, access: 'Allow', from: 'VirtualNetwork', port: 443 },
          { name: 'nothing-else', priority: 4096, access: 'Deny', from: '*' },
        ],
      }),
    });

    const keyVault = new KeyVault(this, 'private-vault', {
      name: 'kv-replies-private',
      resourceGroup,
      tenantId,
      publicNetworkAccess: false,
    });
    const vaultNames = new PrivateDnsZone(this, 'vault-names', {
      name: 'privatelink.vaultcore.azure.net',
      resourceGroup,
    });
    vaultNames.linkTo('replies', virtualNetwork.id);
    new PrivateEndpoint(this, 'vault-endpoint', {
      name: 'pep-replies-vault',
      resourceGroup,
      subnet,
      targetId: keyVault.id,
      subresource: 'vault',
      privateDnsZones: [vaultNames],
    });

    const workspace = new Workspace(this, 'private-workspace', {
      name: 'mlw-replies-private',
      resourceGroup,
      keyVault,
      storageAccount,
      containerRegistry,
      applicationInsights: new ApplicationInsights(this, 'insights', {
        name: 'appi-replies-private',
        resourceGroup,
        logAnalytics,
      }),
      publicNetworkAccess: false,
      managedNetwork: 'AllowOnlyApprovedOutbound',
    });
    const ways = new ManagedNetwork(this, 'ways-out', { workspace });
    ways.allowHost('crm', 'crm.example.com');
    ways.allowServiceTag('monitoring', { serviceTag: 'AzureMonitor' });
  }
}

const app = new App();
new PrivateWorkspace(app);
app.synth();
