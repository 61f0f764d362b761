import { type EnvironmentSettings, type EnvironmentsFile } from '../config/environments-file';
import { explains, type Fault, type YamlDocument } from '../yaml/document';
import { listed, suggest } from '../yaml/nearest';
import { entry, type Path, valueAt } from '../yaml/path';
import { type EnvironmentFault } from './environment-fault';
import { inherit } from './inherit';

/** The file of environments with what is right in it and what is known to be wrong. */
export interface EnvironmentsSource {
  readonly document: YamlDocument;
  readonly config: EnvironmentsFile;
  readonly faults: readonly Fault[];
}

/**
 * One environment with all that it inherits. Knows which block of the file each setting comes from, so that a mistake
 * is shown where it was made.
 */
export class EnvironmentSource {
  /** Merged; defaults that stand in no file are not filled in. */
  readonly settings: EnvironmentSettings;

  /** @param blocks paths of the blocks that make up the environment, the most general first */
  constructor(
    readonly name: string,
    readonly file: EnvironmentsSource,
    private readonly blocks: readonly Path[],
  ) {
    const stated = blocks.map((block) => valueAt(file.config, block));
    this.settings = stated.reduce(inherit, {}) as EnvironmentSettings;
  }

  /** A fault of a merged setting, at the block that states it or, if none does, where it is missing. */
  fault(path: Path, code: string, message: string, hint: string): EnvironmentFault {
    const block = this.#blockOf(path);
    const isInherited = block[0] !== 'environments' || block[1] !== this.name;
    return { path: [...block, ...path], code, message, hint, ...(isInherited && { heir: this.name }) };
  }

  /** True where the file already has a mistake at this setting: it is not to be called missing as well. */
  isBroken(path: Path): boolean {
    return this.blocks.some((block) => this.file.faults.some((fault) => explains(fault, [...block, ...path])));
  }

  /** Names of all connections, those with mistakes too. */
  get connectionNames(): readonly string[] {
    const declared = this.blocks.map((block) => valueAt(this.file.document.value, [...block, 'connections']));
    return [
      ...new Set(declared.flatMap((value) => (value !== null && typeof value === 'object' ? Object.keys(value) : []))),
    ];
  }

  #blockOf(path: Path): Path {
    const own = this.blocks.at(-1) ?? [];
    for (let length = path.length; length > 0; length -= 1) {
      const stated = this.blocks.findLast(
        (block) => valueAt(this.file.document.value, [...block, ...path.slice(0, length)]) !== undefined,
      );
      if (stated !== undefined) return stated;
    }
    return own;
  }
}

/** All environments whose inheritance can be followed, and what stands in the way for the others. */
export function environmentSources(file: EnvironmentsSource): {
  readonly sources: readonly EnvironmentSource[];
  readonly faults: readonly Fault[];
} {
  const sources: EnvironmentSource[] = [];
  const faults: Fault[] = [];
  const { environments } = file.config;
  const reported = new Set<string>();
  for (const name of Object.keys(environments)) {
    const chain = [name];
    for (;;) {
      const current = chain[0] ?? name;
      const base = entry(environments, current)?.extends;
      if (base === undefined) {
        sources.push(
          new EnvironmentSource(name, file, [['defaults'], ...chain.map((one): Path => ['environments', one])]),
        );
        break;
      }
      if (chain.includes(base) || !Object.hasOwn(environments, base)) {
        if (!reported.has(current)) faults.push(badBase(current, base, chain, Object.keys(environments)));
        for (const one of chain) reported.add(one);
        break;
      }
      chain.unshift(base);
    }
  }
  return { sources, faults };
}

function badBase(name: string, base: string, chain: readonly string[], all: readonly string[]): Fault {
  const path = ['environments', name, 'extends'];
  if (all.includes(base)) {
    const circle = [name, ...chain.slice(0, chain.indexOf(base) + 1).toReversed()].toReversed();
    const message = `Environments extend each other in a circle: ${circle.map((one) => `'${one}'`).join(', ')}.`;
    return {
      path,
      code: 'circular-extends',
      message,
      hint: "Remove one 'extends', or move what they share to 'defaults'.",
    };
  }
  const others = all.filter((one) => one !== name);
  const message = `There is no environment '${base}' to extend; environments: ${listed(others)}.`;
  return { path, code: 'unknown-environment', message, hint: suggest(base, others, 'Use one of them.') };
}
