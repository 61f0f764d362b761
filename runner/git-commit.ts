import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The commit that is checked out in a folder; undefined outside a git checkout, or where git is absent. */
export async function gitCommit(folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: folder });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
