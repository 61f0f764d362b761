import { FlowError } from '../error';
import { isRequired, type InputDefinition } from '../load/definition';
import type { Row } from '../data/row';
import { fromPlain } from '../values/plain';
import type { Value } from '../values/value';

/** Which value each input of a line takes: texts of the form `${data.column}`, or literals. */
export type ColumnMapping = Readonly<Record<string, unknown>>;

/** Rows that belong to one line, by the name of their source: `data`, `run.inputs`, `run.outputs`. */
export type SourceRows = ReadonlyMap<string, Row>;

/** The columns of each source. */
export type SourceColumns = ReadonlyMap<string, ReadonlySet<string>>;

type Rule = { readonly literal: Value } | { readonly source: string; readonly column: string };

/** A mapping whose columns all exist. */
export class Mapper {
  private constructor(
    private readonly rules: ReadonlyMap<string, Rule>,
    /** Whether the flow asks for the number of its line: it is not mapped. */
    private readonly givesNumber: boolean,
  ) {}

  /**
   * Completes a mapping (an input without a default takes the data's column of its name) and finds its columns. Throws
   * a `FlowError` that lists all that are not there.
   */
  static of(mapping: ColumnMapping, inputs: ReadonlyMap<string, InputDefinition>, columns: SourceColumns): Mapper {
    checkMapping(mapping);
    const required = [...inputs].filter(([, input]) => isRequired(input));
    const defaults = Object.fromEntries(required.map(([name]) => [name, `\${data.${name}}`]));
    const rules = new Map<string, Rule>();
    const missing: string[] = [];
    for (const [name, value] of Object.entries({ ...defaults, ...mapping })) {
      if (name === 'line_number') continue;
      const path = referencePath(value);
      const rule = path === undefined ? { literal: fromPlain(value) } : findColumn(path, columns);
      if (rule === undefined) missing.push(String(value));
      else rules.set(name, rule);
    }
    if (missing.length > 0) throw notFound(missing, columns);
    return new Mapper(rules, inputs.has('line_number'));
  }

  /** The inputs of one line. */
  map(rows: SourceRows, lineNumber: number): ReadonlyMap<string, Value> {
    const mapped = [...this.rules].map(([name, rule]): [string, Value] => [
      name,
      'literal' in rule ? rule.literal : (rows.get(rule.source)?.get(rule.column) ?? null),
    ]);
    return new Map(this.givesNumber ? [...mapped, ['line_number', lineNumber]] : mapped);
  }
}

/** Refuses a mapping that takes nothing from the data. None at all is allowed. */
export function checkMapping(mapping: ColumnMapping): void {
  const values = Object.values(mapping);
  if (values.length === 0 || values.some((value) => typeof value === 'string' && value.startsWith('$'))) return;
  const message = `Column mapping must contain at least one mapping binding, current column mapping contains all static values: ${Object.keys(mapping).join(', ')}. Map an input to a column, such as \${data.question}.`;
  throw new FlowError('ValidationException', message);
}

function referencePath(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\$\{([^{}]+)\}$/.exec(value)?.[1] : undefined;
}

/** Sources and columns may have dots in their names: the source with the fewest is tried first. */
function findColumn(path: string, columns: SourceColumns): Rule | undefined {
  const parts = path.split('.');
  for (let size = 1; size < parts.length; size++) {
    const source = parts.slice(0, size).join('.');
    const column = parts.slice(size).join('.');
    if (columns.get(source)?.has(column) === true) return { source, column };
  }
  return undefined;
}

function notFound(relations: readonly string[], columns: SourceColumns): FlowError {
  const known = [...columns].map(([source, names]) => `${source} has ${[...names].join(', ') || 'no columns'}`);
  const message = `The input for batch run is incorrect. Couldn't find these mapping relations: ${relations.join(', ')}. Please make sure your input mapping keys and values match your YAML input section and input data. (${known.join('; ')}.)`;
  return new FlowError('ApplyInputMappingError', message);
}
