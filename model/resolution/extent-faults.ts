import { environmentDefaults as standard } from '../config/environment-defaults';
import { privateDnsZones } from '../private-dns-zones';
import { listed, suggest } from '../yaml/nearest';
import { type EnvironmentFault } from './environment-fault';
import { type EnvironmentSource } from './environment-source';

/** Settings of an environment that do not go together. */
export function extentFaults(source: EnvironmentSource): readonly EnvironmentFault[] {
  return [
    ...networkFaults(source),
    ...clusterFaults(source),
    ...planFaults(source),
    ...existingFaults(source),
    ...experimentFaults(source),
  ];
}

function networkFaults(source: EnvironmentSource): readonly EnvironmentFault[] {
  const { network, containerRegistry, existing, appServicePlans = {} } = source.settings;
  if (network?.isolation !== 'private') return [];
  const faults: EnvironmentFault[] = [...addressFaults(source), ...zoneFaults(source), ...subnetFaults(source)];
  const sku = containerRegistry?.sku ?? standard.containerRegistry.sku;
  if (sku !== 'Premium' && existing?.containerRegistry === undefined && existing?.workspace === undefined) {
    const message = `A private network needs a registry of sku Premium, but it is ${sku}.`;
    faults.push(
      source.fault(
        ['containerRegistry', 'sku'],
        'private-network',
        message,
        'Write containerRegistry: { sku: Premium }.',
      ),
    );
  }
  if (existing?.workspace !== undefined) {
    const message = 'The network of an existing workspace is not changed, so isolation cannot be private.';
    faults.push(source.fault(['network', 'isolation'], 'private-network', message, 'Remove one of the two.'));
  }
  for (const [name, { sku: tier }] of Object.entries(appServicePlans)) {
    if (tier !== 'F1') continue;
    const message = `Plan '${name}' of tier F1 takes no private endpoint.`;
    faults.push(source.fault(['appServicePlans', name, 'sku'], 'private-network', message, 'Use B1 or better.'));
  }
  return faults;
}

function addressFaults(source: EnvironmentSource): readonly EnvironmentFault[] {
  const { addressSpace = standard.network.addressSpace } = source.settings.network ?? {};
  const [address = '', bits = ''] = addressSpace.split('/');
  const bytes = address.split('.').map(Number);
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const first = number - (number % 2 ** (32 - Number(bits)));
  if (bytes.every((byte) => byte < 256) && first === number) return [];
  const message = `The address space ${addressSpace} does not begin where a range of its size does.`;
  const right = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
  const hint = bytes.every((byte) => byte < 256) ? `Write ${right}/${bits}.` : 'Write 10.40.0.0/16, for example.';
  return [source.fault(['network', 'addressSpace'], 'wrong-format', message, hint)];
}

/** In a network that exists, each kind of sender needs a subnet of its own, or it could not reach what is private. */
function subnetFaults(source: EnvironmentSource): readonly EnvironmentFault[] {
  const { network, appServicePlans = {}, clusters = {} } = source.settings;
  const { subnet, appSubnet, nodeSubnet } = network?.existing ?? {};
  const path = ['network', 'existing'];
  if (subnet === undefined) {
    if (appSubnet === undefined && nodeSubnet === undefined) return [];
    const message = 'A new network brings its own subnets for apps and nodes.';
    const hint = "Remove 'appSubnet' and 'nodeSubnet', or add the 'subnet' for private endpoints.";
    return [source.fault([...path, 'subnet'], 'missing-key', message, hint)];
  }
  const makesCluster = Object.values(clusters).some(({ existing }) => existing === undefined);
  const lacking = [
    ...(Object.keys(appServicePlans).length > 0 && appSubnet === undefined ? (['appSubnet'] as const) : []),
    ...(makesCluster && nodeSubnet === undefined ? (['nodeSubnet'] as const) : []),
  ];
  return lacking.map((key) => {
    const who = key === 'appSubnet' ? 'App Service apps' : 'nodes of clusters';
    const message = `In an existing network, ${who} need a subnet to reach what is private.`;
    return source.fault([...path, key], 'missing-key', message, `Add ${key}: <ARM id of the subnet>.`);
  });
}

function zoneFaults(source: EnvironmentSource): readonly EnvironmentFault[] {
  const known: readonly string[] = Object.values(privateDnsZones).flat();
  return Object.entries(source.settings.network?.existing?.privateDnsZones ?? {}).flatMap(([zone, id]) => {
    const path = ['network', 'existing', 'privateDnsZones', zone];
    if (!known.includes(zone)) {
      const message = `No private endpoint has its names in zone '${zone}'; they are in ${listed(known)}.`;
      return [source.fault(path, 'unknown-zone', message, suggest(zone, known, 'Use one of them.'))];
    }
    const name = id.split('/').at(-1) ?? '';
    if (name.toLowerCase() === zone) return [];
    return [source.fault(path, 'unknown-zone', `The id is that of zone '${name}', not of '${zone}'.`, 'Use its id.')];
  });
}

function clusterFaults(source: EnvironmentSource): readonly EnvironmentFault[] {
  const { clusters = {}, network } = source.settings;
  return Object.entries(clusters).flatMap(([name, cluster]) => {
    const path = ['clusters', name];
    const faults: EnvironmentFault[] = [];
    if (cluster.https === undefined && cluster.internalLoadBalancer !== true && cluster.extensionInstalled !== true) {
      const message = `Cluster '${name}' would answer the internet over plain HTTP.`;
      const hint = 'Add https: { secret, dnsName }, or internalLoadBalancer: true.';
      faults.push(source.fault([...path, 'https'], 'plain-http', message, hint));
    }
    if (network?.isolation === 'private' && cluster.internalLoadBalancer !== true && cluster.existing === undefined) {
      const message = `Cluster '${name}' has a public load balancer, but the network is private.`;
      const hint = 'Add internalLoadBalancer: true.';
      faults.push(source.fault([...path, 'internalLoadBalancer'], 'private-network', message, hint));
    }
    if (cluster.extensionInstalled === true && cluster.existing === undefined) {
      const message = `Cluster '${name}' is new, so the extension is not on it.`;
      const hint = "Remove 'extensionInstalled', or name the cluster under 'existing'.";
      faults.push(source.fault([...path, 'extensionInstalled'], 'existing', message, hint));
    }
    const [, , elsewhere] = cluster.existing?.split('/') ?? [];
    const isAks = cluster.existing?.toLowerCase().includes('/microsoft.containerservice/') === true;
    if (isAks && elsewhere?.toLowerCase() !== source.settings.subscription?.toLowerCase()) {
      const message = `Cluster '${name}' is an AKS cluster of another subscription, which Azure ML does not attach.`;
      const hint = 'Connect it by Azure Arc, and give the id of that connected cluster.';
      faults.push(source.fault([...path, 'existing'], 'existing', message, hint));
    }
    if (cluster.namespace === 'azureml') {
      const message = `Cluster '${name}': the namespace azureml belongs to the extension.`;
      faults.push(source.fault([...path, 'namespace'], 'reserved-name', message, 'Choose another, such as llmops.'));
    }
    return faults;
  });
}

function planFaults(source: EnvironmentSource): readonly EnvironmentFault[] {
  return Object.entries(source.settings.appServicePlans ?? {}).flatMap(([name, plan]) => {
    const { sku = standard.appServicePlan.sku, workers = standard.appServicePlan.workers } = plan;
    const path = ['appServicePlans', name];
    if (plan.existing !== undefined && plan.sku === undefined) {
      const message = `Plan '${name}' exists already: which tier has it?`;
      return [source.fault([...path, 'sku'], 'missing-key', message, 'Add its sku, as the portal shows it.')];
    }
    if (plan.zoneRedundant !== true || (/^[PI]\d/.test(sku) && workers >= 2)) return [];
    const message = `Plan '${name}' cannot be zone redundant with tier ${sku} and ${workers} instance${workers === 1 ? '' : 's'}.`;
    return [
      source.fault(
        [...path, 'zoneRedundant'],
        'zone-redundancy',
        message,
        'Use P1v3 or better, and workers: 2 or more.',
      ),
    ];
  });
}

const ownedByWorkspace = ['keyVault', 'storageAccount', 'containerRegistry', 'applicationInsights'] as const;

function existingFaults(source: EnvironmentSource): readonly EnvironmentFault[] {
  const { existing = {}, resourceGroup } = source.settings;
  const faults: EnvironmentFault[] = [];
  if (existing.workspace !== undefined) {
    for (const kind of ownedByWorkspace) {
      if (existing[kind] === undefined) continue;
      const message = `An existing workspace brings its own ${kind}, so it cannot be given another.`;
      faults.push(source.fault(['existing', kind], 'existing', message, `Remove '${kind}'.`));
    }
  }
  if (existing.resourceGroup !== undefined && resourceGroup === undefined) {
    const message = 'An existing resource group has a name that must be given.';
    faults.push(source.fault(['resourceGroup'], 'missing-key', message, 'Add resourceGroup: <its name>.'));
  }
  return faults;
}

function experimentFaults(source: EnvironmentSource): readonly EnvironmentFault[] {
  const { run, reuseFrom } = source.settings.experiment ?? {};
  const path = ['experiment', 'reuseFrom'];
  const others = Object.keys(source.file.config.environments).filter((name) => name !== source.name);
  if (run === 'reuse' && reuseFrom === undefined) {
    const message = 'Whose evaluation is to be reused?';
    return [source.fault(path, 'missing-key', message, `Add reuseFrom: ${others[0] ?? '<environment>'}.`)];
  }
  if (reuseFrom === undefined || others.includes(reuseFrom)) return [];
  const message = `There is no other environment '${reuseFrom}' to reuse from; there are ${listed(others)}.`;
  return [source.fault(path, 'unknown-environment', message, suggest(reuseFrom, others, 'Use one of them.'))];
}
