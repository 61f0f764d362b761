import { environmentDefaults as standard } from '../config/environment-defaults';
import { type FlowSource } from '../checks/flow-source';
import { type Environment, type RemoteState, type ResourceNames } from '../environment';
import { defaultResourceNames } from '../names/resource-names';
import { type Path, valueAt } from '../yaml/path';
import { resolveConnections } from './connection';
import { deployerFaults } from './deployer-faults';
import { type EnvironmentFault } from './environment-fault';
import { type EnvironmentSource } from './environment-source';
import { resolveExtent } from './extent';
import { extentFaults } from './extent-faults';
import { resolveFlow } from './flow';

/** Settings that have no default, and what to write for them. */
const required: readonly (readonly [path: Path, hint: string])[] = [
  [['subscription'], "Add the Azure subscription id, here or under 'defaults'."],
  [['tenant'], "Add the Entra tenant id, here or under 'defaults'."],
  [['location'], "Add an Azure region such as westeurope, here or under 'defaults'."],
  [['serving', 'image'], "Add the image that flows are served in, with a fixed tag, here or under 'defaults'."],
];
const requiredForState: typeof required = [
  [['state', 'resourceGroup'], 'Add the resource group of the storage account.'],
  [['state', 'storageAccount'], 'Add the storage account that holds the Terraform state.'],
];

/** An environment with all defaults applied; undefined where something that it needs is missing. */
export function resolveEnvironment(
  source: EnvironmentSource,
  flows: readonly FlowSource[],
): { readonly environment?: Environment; readonly faults: readonly EnvironmentFault[] } {
  const { settings } = source;
  const { connections, faults: connectionFaults } = resolveConnections(source);
  const faults = [...missingSettings(source), ...connectionFaults, ...extentFaults(source), ...deployerFaults(source)];
  const { subscription, tenant, location } = settings;
  const image = settings.serving?.image;
  if (faults.length > 0 || !subscription || !tenant || !location || !image) return { faults };
  const { project } = source.file.config;
  const nameSource = { project, environment: source.name, subscription };
  const state = remoteState(source);
  const allFlows = flows.flatMap((flow) => resolveFlow(flow, nameSource, source) ?? []);
  const deployed = new Set(
    flows.filter(({ config }) => Object.hasOwn(config.deploy, source.name)).map(({ config }) => config.name),
  );
  const environment: Environment = {
    name: source.name,
    project,
    subscription,
    tenant,
    location,
    names: resourceNames(source, project, subscription),
    tags: settings.tags ?? {},
    keyVault: { ...standard.keyVault, ...settings.keyVault },
    containerRegistry: { ...standard.containerRegistry, ...settings.containerRegistry },
    storage: { ...standard.storage, ...settings.storage },
    logs: { ...standard.logs, ...settings.logs },
    connections,
    serving: { asset: settings.serving?.asset ?? standard.serving.asset, image },
    ...(settings.approval !== undefined && {
      approval: { ...standard.approval, notify: [], ...settings.approval },
    }),
    ...(state !== undefined && { state }),
    experiment: { ...standard.experiment, ...settings.experiment },
    ...resolveExtent(settings, nameSource),
    flows: allFlows.filter((flow) => deployed.has(flow.name)),
    allFlows,
  };
  return { environment, faults };
}

/** Names of an environment's resources: as given, else computed. */
export function resourceNames(source: EnvironmentSource, project: string, subscription: string): ResourceNames {
  const { resourceGroup, names } = source.settings;
  return {
    ...defaultResourceNames({ project, environment: source.name, subscription }),
    ...(resourceGroup !== undefined && { resourceGroup }),
    ...names,
  };
}

function missingSettings(source: EnvironmentSource): readonly EnvironmentFault[] {
  const needed = source.settings.state === undefined ? required : [...required, ...requiredForState];
  return needed.flatMap(([path, hint]) => {
    if (valueAt(source.settings, path) !== undefined || source.isBroken(path)) return [];
    const fault = source.fault(path, 'missing-key', `'${path.join('.')}' is missing, and it has no default.`, hint);
    return [{ ...fault, lacking: source.name }];
  });
}

function remoteState(source: EnvironmentSource): RemoteState | undefined {
  const { state } = source.settings;
  if (state?.resourceGroup === undefined || state.storageAccount === undefined) return undefined;
  const { resourceGroup, storageAccount, container = standard.state.container } = state;
  return { resourceGroup, storageAccount, container };
}
