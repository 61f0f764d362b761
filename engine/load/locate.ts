import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { FlowError } from '../error';

export interface FlowLocation {
  /** Absolute path of the flow's folder. */
  readonly folder: string;
  /** Absolute path of its definition; where it has none, `module:name` of its entry after the folder. */
  readonly file: string;
  /** The definition of a flow that is named by its entry alone, and so has none in a file. */
  readonly text?: string;
  /**
   * `dag` is a graph of nodes; `flex` a Python function or class, which the definition names as its `entry`; `prompty` a
   * prompt with its model.
   */
  readonly kind: 'dag' | 'flex' | 'prompty';
}

const candidates = ['flow.dag.yaml', 'flow.dag.yml', 'flow.flex.yaml', 'flow.flex.yml'];

/** Finds a flow's definition from its folder, from the file itself, or from the `module:name` of its entry. */
export function locateFlow(path: string): FlowLocation {
  const absolute = resolve(path);
  if (!existsSync(absolute)) {
    const entry = basename(absolute);
    const folder = dirname(absolute);
    if (/^[a-z\d_.]+:\w+$/i.test(entry)) return { folder, file: absolute, kind: 'flex', text: `entry: ${entry}\n` };
    throw new FlowError('UserErrorException', `Flow path ${absolute} does not exist.`, { file: absolute });
  }
  if (!statSync(absolute).isDirectory()) return located(absolute);
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
  return located(join(absolute, name));
}

function located(file: string): FlowLocation {
  if (file.endsWith('.prompty')) return { folder: dirname(file), file, kind: 'prompty' };
  return { folder: dirname(file), file, kind: isFlex(file) ? 'flex' : 'dag' };
}

/** A key `entry` makes a flex flow of any file. Only keys at the top of a document begin a line. */
function isFlex(file: string): boolean {
  return basename(file).startsWith('flow.flex.') || /^(['"]?)entry\1\s*:/m.test(readFileSync(file, 'utf8'));
}
