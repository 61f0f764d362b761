import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Read in this order, so that `.amlignore` can take back what `.gitignore` leaves out. They are no content themselves. */
const ruleFiles = ['.gitignore', '.amlignore'];

/** Left out everywhere: traces of runs and tools, and `.env`, which holds secrets. */
const always = ['.git', '.promptflow', '__pycache__', '.env', ...ruleFiles];

/**
 * The ignore files that hold in a folder: its own and those of the folders above it, up to the root of the git checkout.
 * As in git, the nearest file that says something about a path decides, and nothing in a folder that is left out
 * comes back.
 */
export class IgnoreRules {
  private constructor(
    private readonly root: string,
    private readonly rules: Ignore,
  ) {}

  /** The rules for a folder in which a walk begins. */
  static async startingAt(folder: string): Promise<IgnoreRules> {
    const checkout = await foldersDownFromCheckout(folder);
    const root = checkout[0] ?? folder;
    let rules = new IgnoreRules(root, emptyRules());
    for (const above of checkout.slice(0, -1)) rules = await rules.inside(above);
    // A folder that was asked for by name is wanted, even where the checkout leaves it out.
    if (folder !== root && rules.name(folder, true)) rules = new IgnoreRules(folder, emptyRules());
    return rules.inside(folder);
  }

  /** The rules for a folder below, with its own ignore files added. */
  async inside(folder: string): Promise<IgnoreRules> {
    const texts = await Promise.all(ruleFiles.map((name) => readIfThere(join(folder, name))));
    const lines = texts.flatMap((text) => text?.split(/\r?\n/) ?? []);
    if (lines.length === 0) return this;
    const anchored = lines.map((line) => anchor(line, this.fromRoot(folder))).filter((line) => line !== undefined);
    return new IgnoreRules(this.root, emptyRules().add(this.rules).add(anchored));
  }

  leavesOut(path: string, isFolder: boolean): boolean {
    return always.includes(basename(path)) || this.name(path, isFolder);
  }

  /** True where a rule leaves the path out. */
  private name(path: string, isFolder: boolean): boolean {
    return this.rules.ignores(isFolder ? `${this.fromRoot(path)}/` : this.fromRoot(path));
  }

  private fromRoot(path: string): string {
    return relative(this.root, path).split(sep).join('/');
  }
}

/** Upper and lower case are told apart, so that every system finds the same files. */
function emptyRules(): Ignore {
  return ignore({ ignorecase: false });
}

/** A line of an ignore file as the checkout's root would have to say it; undefined for a line that says nothing. */
function anchor(line: string, folder: string): string | undefined {
  if (line.trim() === '' || line.startsWith('#')) return undefined;
  const negated = line.startsWith('!');
  const pattern = (negated ? line.slice(1) : line).replace(/(?<!\\)\s+$/, '').replace(/^\\(?=[!#])/, '');
  if (pattern === '/' || pattern === '') return undefined;
  const holdsBelow = !pattern.replace(/\/$/, '').includes('/');
  const start = folder === '' ? '' : `/${folder.replace(/[\\*?[\] ]/g, '\\$&')}`;
  return `${negated ? '!' : ''}${start}/${holdsBelow ? '**/' : ''}${pattern.replace(/^\//, '')}`;
}

/** The folders from the one that holds `.git` down to `folder`; none without a checkout. */
async function foldersDownFromCheckout(folder: string): Promise<string[]> {
  const folders: string[] = [];
  for (let current = folder; ; current = dirname(current)) {
    folders.unshift(current);
    if (await exists(join(current, '.git'))) return folders;
    if (dirname(current) === current) return [];
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
