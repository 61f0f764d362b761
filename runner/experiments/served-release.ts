import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { planRuns, runExperiment, type RunSummary } from '../../experiments';
import { type FlowVersion } from '../../model';
import { type RunContext } from '../context';
import { type FlowExperiment } from './flow-experiment';

/**
 * What the version that is served now answers to the same data, with its default variants: made by its own files, which
 * the registry has. None where nothing is served, or nothing is compared with it.
 */
export async function servedRuns(
  context: RunContext,
  { flow, folder, options }: FlowExperiment,
  servedVersions: () => Promise<Readonly<Record<string, FlowVersion>>>,
): Promise<readonly RunSummary[]> {
  if (!flow.gates.some(({ notWorseThan }) => notWorseThan !== undefined)) return [];
  const served = (await servedVersions())[flow.name];
  if (served === undefined) return [];
  const runs = planRuns({ ...flow.experiment, variants: 'default-only', parameters: {} });
  if (served.hash === options.flowHash) return runExperiment({ ...options, fresh: false, runs });
  const files = await servedFiles(context, served, join(folder, 'releases', served.hash));
  if (files === undefined) return [];
  return runExperiment({ ...options, fresh: false, flow: files, flowHash: served.hash, runs });
}

/** Folder with the files of a registered version; undefined where it is not in the registry any more. */
async function servedFiles(
  { cloud, environment, emit }: RunContext,
  { name, version }: FlowVersion,
  folder: string,
): Promise<string | undefined> {
  if (existsSync(folder)) return folder;
  const { downloadFlow } = await import('../../azure');
  if (await downloadFlow(await cloud.target(environment), { name, version }, folder)) return folder;
  const message = `Model ${name} ${version}, which is served now, is not in the registry any more: nothing is compared with it.`;
  emit({ type: 'warning', message });
  return undefined;
}
