import { type Problem } from '../problem';
import { type EnvironmentFault } from '../resolution/environment-fault';
import { type EnvironmentSource } from '../resolution/environment-source';
import { resourceNames } from '../resolution/environment';
import { datasetsOf } from '../resolution/flow';
import { targetName } from '../resolution/target';
import { entry, type Path } from '../yaml/path';
import { type FlowSource } from './flow-source';

/** Flow names and data assets that two flow configs would both register. */
export function assetProblems(flows: readonly FlowSource[]): readonly Problem[] {
  const names = new Registry('flow name', 'Give each flow config a name of its own.');
  const assets = new Registry('data asset', 'Rename the dataset or the flow: a data asset is named <flow>-<dataset>.');
  return flows.flatMap((source) => {
    const flow = names.take(source.config.name, source, ['name']);
    // Datasets of a flow whose name is taken clash as well; one problem says it all.
    if (flow.length > 0) return flow;
    return datasetsOf(source).flatMap(({ name, asset }) => assets.take(asset, source, ['datasets', name], 'key'));
  });
}

/** Names of endpoints that are taken in their Azure region, and of apps in all of Azure, by whichever flow and environment. */
export function endpointProblems(
  flows: readonly FlowSource[],
  environments: readonly EnvironmentSource[],
): readonly Problem[] {
  const regions = new Map<string, Registry>();
  const apps = new Registry('app name', "Give each target a 'name' of its own: Azure wants app names unique.");
  return environments.flatMap((environment) => {
    const { location, subscription = '' } = environment.settings;
    if (location === undefined) return [];
    const region = regions.get(location) ?? new Registry('endpoint name', endpointHint, ` in ${location}`);
    regions.set(location, region);
    const names = { project: environment.file.config.project, environment: environment.name, subscription };
    return flows.flatMap((source) =>
      (entry(source.config.deploy, environment.name) ?? []).flatMap((target, index) => {
        const path: Path = ['deploy', environment.name, index, ...(target.name === undefined ? [] : ['name'])];
        const registry = target.target === 'app-service' ? apps : region;
        return registry.take(targetName(source, target, names), source, path);
      }),
    );
  });
}

const endpointHint = "Give each target a 'name' of its own: Azure wants endpoint names unique in a region.";

/** Names chosen by hand that two environments would both create. What exists already may be shared. */
export function resourceNameFaults(environments: readonly EnvironmentSource[]): readonly EnvironmentFault[] {
  const taken = new Map<string, string>();
  return environments.flatMap((environment) => {
    const { subscription = '', resourceGroup, names: chosen, existing = {} } = environment.settings;
    const { project } = environment.file.config;
    const names = resourceNames(environment, project, subscription);
    const groupPath = resourceGroup === undefined ? [] : ['resourceGroup'];
    const unique: readonly (readonly [kind: string, name: string, path: Path])[] = [
      ...(existing.resourceGroup === true
        ? []
        : [['resource group', `${subscription}/${names.resourceGroup}`, groupPath] as const]),
      ...(['keyVault', 'storageAccount', 'containerRegistry'] as const)
        .filter((kind) => existing.workspace === undefined && existing[kind] === undefined)
        .map((kind) => [kind, names[kind], chosen?.[kind] === undefined ? [] : ['names', kind]] as const),
    ];
    return unique.flatMap(([kind, name, path]) => {
      const key = `${kind} ${name}`.toLowerCase();
      const owner = taken.get(key);
      taken.set(key, owner ?? environment.name);
      if (owner === undefined || path.length === 0) return [];
      const shown = name.split('/').at(-1) ?? name;
      const message = `The name '${shown}' is also that of environment '${owner}'; each needs its own.`;
      const hint = 'Remove it to get a computed name, or choose another.';
      return [environment.fault(path, 'duplicate-name', message, hint)];
    });
  });
}

/** Names that only one may have, with where the first one stands. Azure does not tell capitals apart. */
class Registry {
  readonly #taken = new Map<string, string>();

  constructor(
    private readonly what: string,
    private readonly hint: string,
    private readonly where = '',
  ) {}

  take(name: string, source: FlowSource, path: Path, at: 'key' | 'value' = 'value'): readonly Problem[] {
    const owner = this.#taken.get(name.toLowerCase());
    const { document } = source;
    if (owner === undefined) {
      this.#taken.set(name.toLowerCase(), `${document.file}:${document.locate(path, at).line}`);
      return [];
    }
    const message = `The ${this.what} '${name}' is taken${this.where}, at ${owner}.`;
    return [document.problem({ path, at, code: 'duplicate-name', message, hint: this.hint })];
  }
}
