import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { FlowError } from '../error';

export interface FlowLocation {
  /** Absolute path of the flow's folder. */
  readonly folder: string;
  /** Absolute path of its definition. */
  readonly file: string;
}

const candidates = ['flow.dag.yaml', 'flow.dag.yml', 'flow.flex.yaml', 'flow.flex.yml'];

/** Finds a flow's definition from its folder or from the file itself. */
export function locateFlow(path: string): FlowLocation {
  const absolute = resolve(path);
  if (!existsSync(absolute)) {
    throw new FlowError('UserErrorException', `Flow path ${absolute} does not exist.`, { file: absolute });
  }
  if (!statSync(absolute).isDirectory()) return refuseFlex({ folder: dirname(absolute), file: absolute });
  const found = candidates.filter((name) => existsSync(join(absolute, name)));
  if (found.length > 1) {
    const message = `Multiple files ${found.join(', ')} exist in ${absolute}. Keep one, or name the file itself.`;
    throw new FlowError('ValidationException', message, { file: absolute });
  }
  const [name] = found;
  if (name === undefined) {
    throw new FlowError('UserErrorException', `Have found neither flow.dag.yaml nor flow.flex.yaml in ${absolute}.`, {
      file: absolute,
    });
  }
  return refuseFlex({ folder: absolute, file: join(absolute, name) });
}

function refuseFlex(location: FlowLocation): FlowLocation {
  if (basename(location.file).startsWith('flow.flex.')) throw flexIsUnsupported(location.file);
  return location;
}

/** A flow that is a Python function or class (`entry`) instead of a graph of nodes. */
export function flexIsUnsupported(file: string): FlowError {
  const message = `${file} defines a flex flow (entry). Only DAG flows run here: describe it by nodes in flow.dag.yaml.`;
  return new FlowError('UnsupportedFlowError', message, { file });
}
