import { join, resolve } from 'node:path';
import { readEnvironments } from './load-project';
import { ProjectFiles } from './files/project-files';
import { type Problem } from './problem';
import { type Path } from './yaml/path';

/** Something that is wrong with an environment, by the path of the setting that decides on it. */
export interface SettingFault extends Pick<Problem, 'code' | 'message' | 'hint'> {
  /** Within the environment: `['policies', 'accept', 0]`. */
  readonly path: Path;
  /** Leave it out where the setting is inherited: other environments may be right with it. */
  readonly ownOnly?: boolean;
}

/**
 * What shows only once an environment is synthesized, as problems of its settings: each at the block of
 * `environments.yaml` that states the setting, or where it could be stated.
 */
export function environmentProblems(
  root: string,
  environment: string,
  faults: readonly SettingFault[],
): readonly Problem[] {
  const { sources } = readEnvironments(new ProjectFiles(resolve(root)));
  const source = sources.find(({ name }) => name === environment);
  if (source === undefined) throw new Error(`${join(root, 'flows-config')} defines no environment "${environment}"`);
  return faults.flatMap(({ path, code, message, hint, ownOnly }) => {
    const { heir, ...fault } = source.fault(path, code, message, hint);
    return heir !== undefined && ownOnly === true ? [] : [source.file.document.problem(fault)];
  });
}
