import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connectionProblems } from './checks/connections';
import { evaluationFaults, gateFaults } from './checks/evaluations';
import { experimentFaults } from './checks/experiment';
import { type FlowSource, missingFlow, missingPath, pathFrom, readFlowSource } from './checks/flow-source';
import { sampleRequestProblems } from './checks/sample-request';
import { targetProblems } from './checks/targets';
import { assetProblems, endpointProblems, resourceNameFaults } from './checks/uniqueness';
import { environmentsFile } from './config/environments-file';
import { type Project } from './environment';
import { ProjectFiles } from './files/project-files';
import { type Problem } from './problem';
import { resolveEnvironment } from './resolution/environment';
import { merged } from './resolution/environment-fault';
import { type EnvironmentSource, environmentSources } from './resolution/environment-source';
import { type Fault } from './yaml/document';
import { listed, suggest } from './yaml/nearest';
import { salvage } from './yaml/salvage';

/** A project as its files describe it, or everything that is wrong with them. */
export interface LoadedProject {
  /** Present where there is no problem at all. */
  readonly project?: Project;
  /** By file and line. */
  readonly problems: readonly Problem[];
}

const configFolder = 'flows-config';
const environmentsName = 'environments.yaml';

/**
 * Reads `flows-config/` with all that it names (flows, datasets, sample requests), checks it, and resolves each
 * environment. Reads files only; never throws for a mistake in them.
 * @param root the folder that holds `flows-config/`
 */
export function loadProject(root: string): LoadedProject {
  const files = new ProjectFiles(resolve(root));
  const environments = readEnvironments(files);
  const read = flowConfigs(files).map((file) => readFlowSource(files, file));
  const flows = read.flatMap(({ source }) => source ?? []);
  const sources = environments.sources;
  const [first] = sources;
  const resolved = sources.map((source) => ({ source, ...resolveEnvironment(source, flows) }));
  const inherited = merged([...resolved.flatMap(({ faults }) => faults), ...resourceNameFaults(sources)]);
  const problems = [
    ...environments.problems,
    ...inherited.flatMap((fault) => first?.file.document.problem(fault) ?? []),
    ...read.flatMap((one) => one.problems),
    ...flows.flatMap((source) => flowConfigProblems(files, source, environments.names)),
    ...files.flowsRead.flatMap((flow) => flow.problems),
    ...files.datasetsRead.flatMap((dataset) => dataset.problems),
    ...assetProblems(flows),
    ...endpointProblems(flows, sources),
    ...connectionProblems(flows, sources),
    ...targetProblems(flows, sources),
  ];
  if (problems.length > 0 || first === undefined) return { problems: inOrder(problems) };
  const all = Object.fromEntries(
    resolved.flatMap(({ source, environment }) => (environment ? [[source.name, environment]] : [])),
  );
  return { project: { root: files.root, name: first.file.config.project, environments: all }, problems: [] };
}

export interface ReadEnvironments {
  readonly sources: readonly EnvironmentSource[];
  /** All names that the file declares; undefined where it cannot be read. */
  readonly names: readonly string[] | undefined;
  readonly problems: readonly Problem[];
}

/** `environments.yaml`, as far as it can be read. */
export function readEnvironments(files: ProjectFiles): ReadEnvironments {
  const path = join(files.root, configFolder, environmentsName);
  if (!files.isFile(path)) {
    const message = `There is no ${files.name(path)} in ${files.root}.`;
    const hint = 'Run from the folder that holds flows-config/, or begin a project here: llmops init.';
    const missing = { file: files.name(path), line: 1, column: 1, path: '', code: 'missing-file', message, hint };
    return { sources: [], names: undefined, problems: [missing] };
  }
  const document = files.yaml(path);
  if (document.value === undefined) return { sources: [], names: undefined, problems: document.problems };
  const { value: config, faults } = salvage(environmentsFile, document.value);
  const own = config === undefined ? undefined : environmentSources({ document, config, faults });
  const none = config !== undefined && Object.keys(config.environments).length === 0 && faults.length === 0;
  const all: readonly Fault[] = [...faults, ...(own?.faults ?? []), ...(none ? [noEnvironment] : [])];
  return {
    sources: own?.sources ?? [],
    names: config === undefined ? undefined : namesIn(document.value),
    problems: [...document.problems, ...all.map((fault) => document.problem(fault))],
  };
}

const noEnvironment: Fault = {
  path: ['environments'],
  code: 'missing-key',
  message: 'There is no environment.',
  hint: 'Add one, such as dev, with its subscription and tenant.',
};

function namesIn(file: unknown): readonly string[] {
  const { environments } = file as { readonly environments?: object };
  return Object.keys(environments ?? {});
}

function flowConfigs(files: ProjectFiles): readonly string[] {
  const folder = join(files.root, configFolder);
  if (!files.isFolder(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name) && name !== environmentsName)
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => files.isFile(path));
}

/** Everything about one flow config that does not depend on how environments resolve. */
function flowConfigProblems(
  files: ProjectFiles,
  source: FlowSource,
  environments: readonly string[] | undefined,
): readonly Problem[] {
  const { config, flow } = source;
  const faults = [
    ...(flow === undefined ? [missingFlow(files, source, ['flow'], config.flow)] : []),
    ...missingDatasets(files, source),
    ...experimentFaults(files, source),
    ...evaluationFaults(files, source),
    ...gateFaults(source),
    ...(environments === undefined ? [] : unknownEnvironments(source, environments)),
  ];
  return [...faults.map((fault) => source.document.problem(fault)), ...sampleRequestProblems(files, source)];
}

function missingDatasets(files: ProjectFiles, source: FlowSource): readonly Fault[] {
  return Object.entries(source.config.datasets).flatMap(([name, { path: written }]) => {
    if (files.dataset(pathFrom(source.file, written)) !== undefined) return [];
    return [missingPath(source, ['datasets', name, 'path'], written, 'missing-file', 'dataset file')];
  });
}

function unknownEnvironments(source: FlowSource, known: readonly string[]): readonly Fault[] {
  return Object.keys(source.config.deploy).flatMap((name): Fault[] => {
    if (known.includes(name)) return [];
    const message = `There is no environment '${name}' to deploy to; environments: ${listed(known)}.`;
    const hint = suggest(name, known, `Define '${name}' in ${configFolder}/${environmentsName}.`);
    return [{ path: ['deploy', name], at: 'key', code: 'unknown-environment', message, hint }];
  });
}

/** By place, each once: environments that inherit one mistake, and configs that share a flow, report it together. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const unique = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...unique.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column || a.path.localeCompare(b.path),
  );
}
