import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { type Problem } from '../problem';
import { formatPath, type Path, related } from './path';

/** A mistake by its path in a document. `at: 'key'` points at the key, where the key is what is wrong. */
export interface Fault extends Pick<Problem, 'code' | 'message' | 'hint'> {
  readonly path: Path;
  readonly at?: 'key' | 'value';
  /** For a key with a typing mistake: the path that was meant, which therefore is not missing. */
  readonly meant?: Path;
}

/** True where a fault already accounts for whatever else may be wrong at a path. */
export function explains(fault: Fault, path: Path): boolean {
  return related(fault.path, path) || (fault.meant !== undefined && related(fault.meant, path));
}

/** A YAML file with what it says and where it says it. */
export class YamlDocument {
  /** What the file says; undefined where its syntax is broken. */
  readonly value: unknown;
  /** Mistakes of syntax, and keys that stand twice. */
  readonly problems: readonly Problem[];

  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  /** @param file as problems are to show it: relative to the project's root */
  constructor(
    readonly file: string,
    text: string,
  ) {
    // Pretty errors and logged warnings quote the source, which may hold a secret.
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, logLevel: 'error' });
    const errors = [...this.#document.errors, ...this.#document.warnings];
    const broken = errors.filter((error) => error.code !== 'DUPLICATE_KEY');
    // What follows the first mistake of syntax is mostly its echo.
    const problems = (broken.length > 0 ? broken.slice(0, 1) : errors).map((error) => this.#syntaxProblem(error));
    const readable = this.#document.errors.every((error) => error.code === 'DUPLICATE_KEY');
    try {
      this.value = readable ? this.#document.toJS() : undefined;
    } catch (error) {
      problems.push(
        this.problem({ path: [], code: 'yaml-syntax', message: `${(error as Error).message}.`, hint: aliasHint }),
      );
    }
    this.problems = problems;
  }

  problem({ path, at, code, message, hint }: Fault): Problem {
    return { file: this.file, ...this.locate(path, at), path: formatPath(path), code, message, hint };
  }

  /**
   * Line and column of a path. A plain value is found at the value; a mapping or list at its key, since that is the
   * line that a reader looks for; what is missing at the nearest thing around it that is there.
   */
  locate(path: Path, at: 'key' | 'value' = 'value'): { line: number; column: number } {
    let node: unknown = this.#document.contents;
    let offset = offsetOf(node) ?? 0;
    for (const [index, part] of path.entries()) {
      if (isAlias(node)) node = node.resolve(this.#document);
      const pair: Pair | undefined = isMap(node)
        ? node.items.find(({ key }) => keyText(key) === String(part))
        : undefined;
      const child = pair === undefined ? (isSeq(node) ? node.items[Number(part)] : undefined) : pair.value;
      if (pair === undefined && child === undefined) break;
      const isGoal = index === path.length - 1;
      const useValue = isGoal && at === 'value' && !isCollection(child);
      offset = (useValue ? offsetOf(child) : offsetOf(pair?.key ?? child)) ?? offset;
      node = child;
    }
    return this.#position(offset);
  }

  #position(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #syntaxProblem(error: YAMLError): Problem {
    const position = this.#position(error.pos[0]);
    if (error.code === 'DUPLICATE_KEY') return this.#duplicateKey(error.pos[0], position);
    return {
      file: this.file,
      ...position,
      path: '',
      code: 'yaml-syntax',
      message: `Not valid YAML: ${withoutSource(error.message)}.`,
      hint: syntaxHints[error.code] ?? 'Check indentation, quotes and brackets on this line and the one before.',
    };
  }

  #duplicateKey(offset: number, position: { line: number; column: number }): Problem {
    let path: Path = [];
    let first = position.line;
    visit(this.#document, {
      Map: (_, map, ancestors) => {
        const again = map.items.find(({ key }) => offsetOf(key) === offset);
        if (again === undefined) return undefined;
        const name = keyText(again.key);
        path = [...pathOf([...ancestors, map]), name];
        const original = map.items.find(({ key }) => keyText(key) === name);
        first = this.#position(offsetOf(original?.key) ?? offset).line;
        return visit.BREAK;
      },
    });
    const name = String(path.at(-1) ?? '');
    return {
      file: this.file,
      ...position,
      path: formatPath(path),
      code: 'duplicate-key',
      message: `Key '${name}' stands twice in one mapping, first on line ${first}.`,
      hint: 'Keep one of the two, or rename one.',
    };
  }
}

const aliasHint = 'Write the value out where it is used, instead of nesting aliases.';

const syntaxHints: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_INDENT: 'Indent the keys of one mapping alike, and close every bracket.',
  BLOCK_AS_IMPLICIT_KEY: "Put a text that holds ': ' in quotes, or start the inner mapping on its own line.",
  MULTIPLE_DOCS: "Keep one document in a file: remove the '---' and what follows.",
  TAG_RESOLVE_FAILED: 'Remove the tag, or put the text in quotes.',
};

function withoutSource(message: string): string {
  return message.replace(/: ".*$/s, '').replace(/\.$/, '');
}

function offsetOf(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0];
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function pathOf(ancestors: readonly unknown[]): Path {
  return ancestors.flatMap((ancestor, index): Path => {
    const inner = ancestors[index + 1];
    if (isSeq(ancestor)) return inner === undefined ? [] : [ancestor.items.indexOf(inner)];
    return isPairLike(ancestor) ? [keyText(ancestor.key)] : [];
  });
}

function isPairLike(value: unknown): value is Pair {
  return value !== null && typeof value === 'object' && 'key' in value && 'value' in value && !isScalar(value);
}
