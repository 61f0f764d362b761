import { dirname, resolve } from 'node:path';
import { type FlowFile, flowFile } from '../config/flow-file';
import { nearestPath } from '../files/nearest-path';
import { type ProjectFiles } from '../files/project-files';
import { type FlowFolder } from '../flow/flow-folder';
import { type Problem } from '../problem';
import { type Fault, type YamlDocument } from '../yaml/document';
import { type Path, valueAt } from '../yaml/path';
import { salvage } from '../yaml/salvage';

/** A flow config with what it names on disk. */
export interface FlowSource {
  /** Absolute path of `flows-config/<flow>.yaml`. */
  readonly file: string;
  readonly document: YamlDocument;
  /** What of the file is right. */
  readonly config: FlowFile;
  /** Undefined where the folder or its definition is missing. */
  readonly flow: FlowFolder | undefined;
}

/** Reads a flow config; `source` is undefined where nothing of it can be used. */
export function readFlowSource(
  files: ProjectFiles,
  file: string,
): { readonly source?: FlowSource; readonly problems: readonly Problem[] } {
  const document = files.yaml(file);
  if (document.value === undefined) return { problems: document.problems };
  const { value: config, faults } = salvage(flowFile, document.value);
  const problems = [...document.problems, ...faults.map((fault) => document.problem(fault))];
  if (config === undefined) return { problems };
  return { source: { file, document, config, flow: files.flow(pathFrom(file, config.flow)) }, problems };
}

/** The absolute path that a configuration file means by a path. */
export function pathFrom(file: string, path: string): string {
  return resolve(dirname(file), path);
}

/** Names that the file declares under a key, those of entries with mistakes too. */
export function declaredNames(source: FlowSource, key: keyof FlowFile): readonly string[] {
  const declared = valueAt(source.document.value, [key]);
  return declared !== null && typeof declared === 'object' ? Object.keys(declared) : [];
}

/** A path that leads nowhere. */
export function missingPath(source: FlowSource, path: Path, written: string, code: string, what: string): Fault {
  const near = nearestPath(dirname(source.file), written);
  return {
    path,
    code,
    message: `There is no ${what} at '${written}'.`,
    hint: near === undefined ? 'Correct the path, which is relative to this file.' : `Did you mean '${near}'?`,
  };
}

/** A flow folder that lacks, or that has no definition in it. */
export function missingFlow(files: ProjectFiles, source: FlowSource, path: Path, written: string): Fault {
  const folder = pathFrom(source.file, written);
  if (!files.isFolder(folder)) return missingPath(source, path, written, 'missing-flow', 'flow folder');
  return {
    path,
    code: 'missing-flow',
    message: `The folder '${written}' holds neither flow.dag.yaml nor flow.flex.yaml.`,
    hint: 'Name the folder that holds it, or add the file.',
  };
}
