import { resolve } from 'node:path';
import { serveCalls } from '../../../engine/calls/serve-calls';
import { openFlowOptions, type FlowOptions } from '../../flow-options';

interface Options extends Omit<FlowOptions, 'root'> {
  readonly python?: string;
  readonly project: string;
}

/** Answers a Python program that imports `promptflow`, over stdin and stdout, until it ends. */
export async function flowHostCommand({ python, project, ...options }: Options): Promise<void> {
  const { load, close } = await openFlowOptions({ ...options, root: resolve(project) });
  try {
    await serveCalls({
      input: process.stdin,
      output: process.stdout,
      load: { ...load, ...(python === undefined ? {} : { python }) },
    });
  } finally {
    await close();
  }
}
