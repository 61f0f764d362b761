import { join } from 'node:path';
import { experimentFile, ExperimentFileError, experimentFolder, readExperiment } from '../../experiments';
import { type Environment, type Flow } from '../../model';
import type { ReportFiles } from '../../reports';
import { sandboxDirectory } from '../clouds/sandbox';
import { UserMistake } from '../failure';
import { checkConfiguration } from '../session';

export interface ReportRequest {
  /** Folder that holds `flows-config/`. */
  readonly root: string;
  readonly env: string;
  /** Reports on what ran in the sandbox. */
  readonly sandbox: boolean;
  /** Default: all flows that have a result, and an index over them. */
  readonly flow?: string;
  readonly signal?: AbortSignal;
}

export interface ReportResult {
  /** By the flow's name. */
  readonly flows: Readonly<Record<string, ReportFiles>>;
  /** The index, where all flows are reported on. */
  readonly index?: ReportFiles;
}

/**
 * Writes the reports of experiments anew, from their results and run folders.
 * @throws UserMistake for a flow that is not there, or without a result to report on
 */
export async function report({ root, env, sandbox, flow, signal }: ReportRequest): Promise<ReportResult> {
  const { environment } = checkConfiguration({ root, env }).value;
  const dataDirectory = sandbox ? sandboxDirectory(root) : join(root, '.llmops');
  const { writeReports } = await import('../../reports');
  const stop = signal === undefined ? {} : { signal };
  const files: Record<string, ReportFiles> = {};
  const results = [];
  for (const one of flow === undefined ? environment.allFlows : [flowOf(environment, flow)]) {
    const folder = experimentFolder(dataDirectory, env, one.name);
    const result = await resultOf(folder);
    if (result === undefined) continue;
    files[one.name] = await writeReports(result, { folder, better: directionsOf(one), ...stop });
    results.push(result);
  }
  if (results.length === 0) throw nothingFound(env, sandbox, flow);
  if (flow !== undefined) return { flows: files };
  const index = await writeReports(results, { folder: join(dataDirectory, 'experiments', env), ...stop });
  return { flows: files, index };
}

function flowOf({ allFlows }: Environment, name: string): Flow {
  const flow = allFlows.find((one) => one.name === name);
  if (flow !== undefined) return flow;
  const known = allFlows.map((one) => one.name).join(', ');
  throw new UserMistake(`There is no flow "${name}" in flows-config/.`, `Flows that are defined: ${known}.`);
}

function directionsOf({ gates }: Flow) {
  return Object.fromEntries(gates.map(({ evaluation, metric, better }) => [`${evaluation}.${metric}`, better]));
}

async function resultOf(folder: string) {
  try {
    return await readExperiment(experimentFile(folder));
  } catch (error) {
    if (error instanceof ExperimentFileError) throw new UserMistake(error.message, error.hint);
    throw error;
  }
}

function nothingFound(env: string, sandbox: boolean, flow: string | undefined): UserMistake {
  const place = `${env}${sandbox ? ' of the sandbox' : ''}`;
  return new UserMistake(
    flow === undefined ? `No flow has an experiment in ${place}.` : `The flow ${flow} has no experiment in ${place}.`,
    `Run llmops experiment ${flow ?? '<flow>'} --env ${env}${sandbox ? ' --sandbox' : ''} first.`,
  );
}
