import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Read in this order, so that `.amlignore` can take back what `.gitignore` leaves out. They are no content themselves. */
const ruleFiles = ['.gitignore', '.amlignore'];

/** Left out everywhere: traces of runs and tools, and `.env`, which holds secrets. */
const always = ['.git', '.promptflow', '__pycache__', '.env', ...ruleFiles];

/**
 * The ignore files that hold for a folder: its own and those of the folders above it, up to the root of the git
 * checkout. As in git, the nearest file that says something about a path decides, and nothing below a folder that is
 * left out comes back.
 */
export class IgnoreRules {
  private constructor(
    private readonly folder: string,
    private readonly rules: Ignore,
    private readonly above?: IgnoreRules,
  ) {}

  /** The rules for a folder in which a walk begins. */
  static async startingAt(folder: string): Promise<IgnoreRules> {
    const checkout = await foldersUpToCheckout(folder);
    let rules = new IgnoreRules(folder, ignore());
    for (const above of checkout) rules = await rules.inside(above);
    // A folder that was asked for by name is wanted, even where the checkout leaves it out.
    if (rules.verdict(folder, true) === 'out') rules = new IgnoreRules(folder, ignore());
    return rules.inside(folder);
  }

  /** The rules for a folder below, with its own ignore files added. */
  async inside(folder: string): Promise<IgnoreRules> {
    const texts = await Promise.all(ruleFiles.map((name) => readIfThere(join(folder, name))));
    const lines = texts.filter((text) => text !== undefined);
    return lines.length === 0 ? this : new IgnoreRules(folder, ignore({ ignorecase: false }).add(lines), this);
  }

  leavesOut(path: string, isFolder: boolean): boolean {
    const name = path.slice(path.lastIndexOf(sep) + 1);
    return always.includes(name) || this.verdict(path, isFolder) === 'out';
  }

  private verdict(path: string, isFolder: boolean): 'in' | 'out' | undefined {
    const inFolder = relative(this.folder, path).split(sep).join('/');
    if (inFolder === '') return this.above?.verdict(path, isFolder);
    const { ignored, unignored } = this.rules.test(isFolder ? `${inFolder}/` : inFolder);
    if (ignored) return 'out';
    if (unignored) return 'in';
    return this.above?.verdict(path, isFolder);
  }
}

/** The folders above one, outermost first, up to the one that holds `.git`; none where there is no checkout. */
async function foldersUpToCheckout(folder: string): Promise<string[]> {
  const above: string[] = [];
  for (let current = folder; ; current = dirname(current)) {
    if (current !== folder) above.unshift(current);
    if (await exists(join(current, '.git'))) return above;
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
