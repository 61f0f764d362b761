import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic } from './messages';

/**
 * Marks a stack while it is applied. A marker that is still there when the next run begins says that an apply was
 * killed: some resources may exist that the state does not know, and these are ours to adopt.
 */
export class ApplyMarker {
  private readonly file: string;

  constructor(stackDirectory: string) {
    this.file = join(stackDirectory, 'apply-in-progress');
  }

  get exists(): boolean {
    return existsSync(this.file);
  }

  set(): void {
    writeFileSync(this.file, `${new Date().toISOString()} pid ${process.pid}\n`);
  }

  clear(): void {
    rmSync(this.file, { force: true });
  }
}

/**
 * Puts Terraform's backup back where a kill left the state half written. Only for state in a local file: remote
 * backends write whole blobs.
 */
export function restoreTornState(stateFile: string): boolean {
  if (!existsSync(stateFile) || isJson(stateFile)) return false;
  const backup = `${stateFile}.backup`;
  if (existsSync(backup) && isJson(backup)) writeFileSync(stateFile, readFileSync(backup));
  else rmSync(stateFile);
  return true;
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}

export interface ExistingResource {
  readonly address: string;
  readonly id: string;
}

/** The resources that an apply could not create because they exist: Azure names the id, Terraform the address. */
export function existingResources(errors: readonly Diagnostic[]): ExistingResource[] {
  return errors.flatMap(({ address, summary, detail }) => {
    const text = `${summary}\n${detail ?? ''}`;
    if (address === undefined || !/already exists/i.test(text)) return [];
    const [, id] = /\bwith the ID "([^"]+)"/.exec(text) ?? [];
    return id === undefined ? [] : [{ address, id }];
  });
}
