import { readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type JsonlFile, readJsonl } from '../dataset/jsonl-file';
import { definitionFiles, FlowFolder } from '../flow/flow-folder';
import { YamlDocument } from '../yaml/document';

/** The files of a project, each read once however often it is named. All paths are absolute. */
export class ProjectFiles {
  readonly #flows = new Map<string, FlowFolder | undefined>();
  readonly #datasets = new Map<string, JsonlFile | undefined>();

  /** @param root absolute path of the folder that holds `flows-config/` */
  constructor(readonly root: string) {}

  /** How problems name a file: relative to the root, with forward slashes. */
  name(path: string): string {
    return relative(this.root, path).split(sep).join('/');
  }

  yaml(path: string): YamlDocument {
    return new YamlDocument(this.name(path), readFileSync(path, 'utf8'));
  }

  isFile(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  }

  isFolder(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  /** Undefined where the folder holds no definition of a flow. */
  flow(folder: string): FlowFolder | undefined {
    return cached(this.#flows, folder, () => {
      const file = definitionFiles.map((name) => join(folder, name)).find((path) => this.isFile(path));
      return file === undefined ? undefined : new FlowFolder(folder, this.yaml(file));
    });
  }

  /** Undefined where there is no such file. */
  dataset(path: string): JsonlFile | undefined {
    return cached(this.#datasets, path, () => (this.isFile(path) ? readJsonl(path, this.name(path)) : undefined));
  }

  /** The flows that were read so far. */
  get flowsRead(): readonly FlowFolder[] {
    return [...this.#flows.values()].filter((flow) => flow !== undefined);
  }

  /** The datasets that were read so far. */
  get datasetsRead(): readonly JsonlFile[] {
    return [...this.#datasets.values()].filter((dataset) => dataset !== undefined);
  }
}

function cached<T>(known: Map<string, T>, path: string, read: () => T): T {
  if (!known.has(path)) known.set(path, read());
  return known.get(path) as T;
}
