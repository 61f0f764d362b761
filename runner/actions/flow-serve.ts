import type { FlowError, FlowEvent } from '../../engine';
import type { ServeEventHandler } from '../../engine/serve';
import { StepFailure, UserMistake } from '../failure';
import { openFlowOptions, type FlowOptions } from '../flow-options';

export interface FlowServeRequest extends FlowOptions {
  readonly folder: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Most requests at once. */
  readonly maxConcurrent?: number;
  /** Seconds after which a run fails. */
  readonly timeout?: number;
  /** File to append traces to, as JSONL. */
  readonly traces?: string;
  /** Version to show. */
  readonly version: string;
  readonly onEvent: ServeEventHandler;
}

export interface ServedFlow {
  readonly name: string;
  readonly url: string;
  /** Stops taking requests, and resolves when those that run are answered. */
  close(): Promise<void>;
}

/**
 * Serves a flow in this process.
 * @throws StepFailure for a flow that cannot be loaded
 * @throws UserMistake for options that cannot be, such as a port that is taken
 */
export async function flowServe(request: FlowServeRequest): Promise<ServedFlow> {
  const { loadFlow, FlowError } = await import('../../engine');
  const { connectionProviderWarning, createFlowServer, servingEnvironment, workerRequests } =
    await import('../../engine/serve');
  const { openTraces } = await import('../../engine/trace/traces');
  const { folder, host, port, version, onEvent, timeout, traces } = request;
  const maxConcurrent = request.maxConcurrent ?? asUserMistake(() => workerRequests(process.env));
  const { load, close } = await openFlowOptions(request);
  const onFlowEvent = (event: FlowEvent): void => onEvent({ type: 'flow', event });
  try {
    // Connections of an environment do come from where it says.
    const warning = request.env === undefined ? connectionProviderWarning(process.env) : undefined;
    if (warning !== undefined) onFlowEvent({ type: 'warning', message: warning });
    const flow = await loadFlow(folder, {
      ...load,
      environmentVariables: servingEnvironment(load.environmentVariables ?? {}, process.env),
      onEvent: onFlowEvent,
    });
    const server = await createFlowServer({
      flow,
      version,
      environment: process.env,
      traces: await openTraces({
        mask: flow.mask,
        onEvent: onFlowEvent,
        ...(traces === undefined ? {} : { file: traces }),
      }),
      onEvent,
      ...(maxConcurrent === undefined ? {} : { maxConcurrentRequests: maxConcurrent }),
      ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    }).catch(async (error: unknown) => {
      await flow.close();
      throw error;
    });
    try {
      const url = await server.listen({ host, port });
      return {
        name: flow.name,
        url,
        close: async () => {
          await server.close();
          await close();
        },
      };
    } catch (error) {
      await server.close();
      throw cannotListen(error as NodeJS.ErrnoException, host, port);
    }
  } catch (error) {
    await close();
    throw error instanceof FlowError ? cannotLoad(error, folder) : error;
  }
}

/** What the environment sets is the user's, as options are. */
function asUserMistake<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UserMistake((error as Error).message);
  }
}

function cannotLoad(error: FlowError, folder: string): StepFailure {
  return new StepFailure(
    `The flow in ${folder} cannot be served. ${error.code}: ${error.message}`,
    {},
    { cause: error },
  );
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new UserMistake(
      `Port ${port} of ${host} is taken by another program.`,
      'Choose another one: --port <number>.',
    );
  }
  if (error.code === 'EACCES') return new UserMistake(`This user may not listen on port ${port}.`, 'Use 1024 or more.');
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new UserMistake(`${host} is no address of this machine.`, 'Use --host 127.0.0.1, or 0.0.0.0 for all.');
  }
  return error;
}
