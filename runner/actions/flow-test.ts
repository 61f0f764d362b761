import { readFile } from 'node:fs/promises';
import { type LineResult } from '../../engine';
import { UserMistake } from '../failure';
import { openFlowOptions, parsePair, type FlowOptions } from '../flow-options';

export interface FlowTestRequest extends FlowOptions {
  readonly folder: string;
  /** `name=value`, as written on the command line. */
  readonly input: readonly string[];
  readonly inputsFile?: string;
  readonly signal?: AbortSignal;
}

/** Runs a flow once in this process. A flow that cannot be loaded gives a failed result, as one that cannot run. */
export async function flowTest(request: FlowTestRequest): Promise<LineResult> {
  const { loadFlow, FlowError } = await import('../../engine');
  const start = performance.now();
  const inputs = await readInputs(request);
  const { load, close } = await openFlowOptions(request);
  try {
    const flow = await loadFlow(request.folder, load);
    try {
      return await flow.run(inputs, request.signal === undefined ? {} : { signal: request.signal });
    } finally {
      await flow.close();
    }
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    const { code, message, node, fault } = error;
    return {
      status: 'Failed',
      outputs: {},
      nodes: {},
      error: { code, message, fault, ...(node === undefined ? {} : { node }) },
      tokens: { prompt: 0, completion: 0, total: 0 },
      durationMs: Math.round(performance.now() - start),
    };
  } finally {
    await close();
  }
}

async function readInputs({ input, inputsFile }: FlowTestRequest): Promise<Record<string, unknown>> {
  const fromFile = inputsFile === undefined ? {} : await readInputsFile(inputsFile);
  const fromOptions = input.map((pair) => parsePair('--input', pair));
  return { ...fromFile, ...Object.fromEntries(fromOptions) };
}

async function readInputsFile(file: string): Promise<Record<string, unknown>> {
  let parsed: unknown;
  try {
    const { parseJson } = await import('../../engine');
    parsed = parseJson(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserMistake(`The inputs file ${file} cannot be read: ${(error as Error).message}`);
  }
  // The engine's own parser keeps 1.0 apart from 1, which Python code can tell.
  if (!(parsed instanceof Map)) {
    throw new UserMistake(`The inputs file ${file} must hold one JSON object: the inputs by name.`);
  }
  return Object.fromEntries(parsed) as Record<string, unknown>;
}
