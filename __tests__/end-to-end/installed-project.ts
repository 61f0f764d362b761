import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const repository = resolve(__dirname, '../..');
const modules = join(repository, 'node_modules');

interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** What a cdktf project installs beside the package. */
const tools = ['typescript', 'cdktf-cli', '@types/node'];

/** Packs this repository's build, with its declarations made fresh. */
export class Tarball {
  readonly #folder = mkdtempSync(join(tmpdir(), 'llmops-tarball-'));
  readonly file: string;
  /** Paths of what is in it. */
  readonly files: readonly string[];

  constructor() {
    execFileSync(process.execPath, [join(modules, 'typescript/bin/tsc'), '-b', 'tsconfig.types.json'], {
      cwd: repository,
      stdio: 'inherit',
    });
    // Without the prepack script, which removes dist/ first: other tests run it now.
    const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', this.#folder];
    const [packed] = JSON.parse(
      execFileSync('npm', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ) as { filename: string; files: { path: string }[] }[];
    if (packed === undefined) throw new Error('npm packed nothing.');
    this.file = join(this.#folder, packed.filename);
    this.files = packed.files.map(({ path }) => path);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/**
 * A project that has the package from its tarball. What npm would fetch is linked from this repository instead: exactly
 * the dependencies and peers that the package declares, so that one which is missing there is missing here.
 */
export class InstalledProject {
  readonly root = mkdtempSync(join(tmpdir(), 'llmops-installed-'));

  /** @param cdktf the package to be installed under the name cdktf: `npm install cdktf@npm:<package>` */
  constructor(tarball: Tarball, cdktf: 'cdktf' | 'cdktn') {
    const own = this.path('node_modules/llmops-cdktf');
    mkdirSync(own, { recursive: true });
    execFileSync('tar', ['-xzf', tarball.file, '--strip-components=1', '-C', own]);
    const manifest = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as Manifest;
    const packages = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    for (const name of new Set([...packages, ...tools])) {
      if (name === 'cdktf') this.#link(cdktf, name);
      // A link is followed to this repository, where the bindings would find its own cdktf.
      else if (name.startsWith('@cdktf/provider-') && cdktf !== 'cdktf') this.#copy(name);
      else this.#link(name);
    }
    for (const [name, file] of Object.entries(manifest.bin)) this.#bin(name, join(own, file));
    this.#bin('cdktf', join(modules, '.bin/cdktf'));
    this.#bin('tsc', join(modules, '.bin/tsc'));
  }

  path(file: string): string {
    return join(this.root, file);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) writeFileSync(this.path(file), text);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  /** Runs a command as `npx` does, and answers what it printed; fails with that where it fails. */
  run(command: string, ...args: readonly string[]): string {
    const PATH = `${this.path('node_modules/.bin')}:${process.env.PATH ?? ''}`;
    const env = { ...process.env, PATH, CI: 'true', NO_COLOR: '1', CHECKPOINT_DISABLE: '1' };
    try {
      return execFileSync(command, args, {
        cwd: this.root,
        encoding: 'utf8',
        env: { ...env, CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
      throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  #link(name: string, as = name): void {
    const link = this.path(`node_modules/${as}`);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(modules, name), link);
  }

  #bin(name: string, file: string): void {
    mkdirSync(this.path('node_modules/.bin'), { recursive: true });
    symlinkSync(file, this.path(`node_modules/.bin/${name}`));
  }

  #copy(name: string): void {
    const from = join(modules, name);
    const to = this.path(`node_modules/${name}`);
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      const copy = join(to, file.slice(from.length));
      if (!entry.isFile()) continue;
      mkdirSync(dirname(copy), { recursive: true });
      try {
        linkSync(file, copy);
      } catch {
        copyFileSync(file, copy);
      }
    }
  }
}
