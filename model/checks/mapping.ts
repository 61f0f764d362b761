import { type FlowDefinition, requiredInputs } from '../flow/definition';
import { type Fault } from '../yaml/document';
import { listed, suggest } from '../yaml/nearest';
import { type Path } from '../yaml/path';

/** A dataset with the columns that its lines have. */
export interface Columns {
  readonly dataset: string;
  readonly columns: ReadonlySet<string>;
}

/** What the inputs of a flow are filled from. */
export interface MappingSources {
  /** What `${data.x}` reads. */
  readonly data: readonly Columns[];
  /** The run that is judged; absent where a mapping starts a run and judges none. */
  readonly run?: { readonly inputs: readonly Columns[]; readonly outputs: readonly string[] };
}

/** What a run measures of each line, for mappings from `${run.system.…}`. */
export const lineMeasures: readonly string[] = ['duration_ms', 'prompt_tokens', 'completion_tokens', 'total_tokens'];

/** What is wrong with the mapping of a flow's inputs that stands at `path`. */
export function mappingFaults(
  inputs: Readonly<Record<string, unknown>>,
  path: Path,
  flow: FlowDefinition,
  sources: MappingSources,
): readonly Fault[] {
  const names = Object.keys(flow.inputs ?? {});
  const mapped = Object.entries(inputs).flatMap(([input, value]): readonly Fault[] => {
    const at = [...path, input];
    if (!names.includes(input)) return [unknownInput(input, at, names)];
    return isMapping(value) ? sourceFaults(value, at, sources) : [];
  });
  // An input that is not mapped takes the column of its own name.
  const unmapped = requiredInputs(flow)
    .filter((input) => !Object.hasOwn(inputs, input))
    .flatMap((input) => {
      const without = lacking(sources.data, input);
      return without.length === 0 ? [] : [unmappedInput(input, without, path)];
    });
  return [...mapped, ...unmapped];
}

function isMapping(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('${') && value.endsWith('}');
}

function sourceFaults(mapping: string, path: Path, { data, run }: MappingSources): readonly Fault[] {
  const [, source, name = ''] = /^\$\{(data|run\.inputs|run\.outputs|run\.system)\.(.+)\}$/s.exec(mapping) ?? [];
  if (source === 'data') return missingColumns(data, name, path);
  if (source === 'run.inputs' && run !== undefined) return missingColumns(run.inputs, name, path);
  if (source === 'run.outputs' && run !== undefined) {
    if (run.outputs.includes(name)) return [];
    const message = `The flow that is judged has no output '${name}'; outputs: ${listed(run.outputs)}.`;
    return [{ path, code: 'unknown-output', message, hint: suggest(name, run.outputs, 'Use one of its outputs.') }];
  }
  if (source === 'run.system' && run !== undefined) {
    if (lineMeasures.includes(name)) return [];
    const message = `A run's lines have no measure '${name}'; measures: ${listed(lineMeasures)}.`;
    return [{ path, code: 'unknown-measure', message, hint: suggest(name, lineMeasures, 'Use one of them.') }];
  }
  const allowed = [
    '${data.<column>}',
    ...(run === undefined ? [] : ['${run.inputs.<column>}', '${run.outputs.<output>}', '${run.system.<measure>}']),
  ];
  const message = `'${mapping}' maps from nowhere; allowed: ${allowed.join(', ')}, or a literal value.`;
  return [{ path, code: 'bad-mapping', message, hint: `Write ${allowed.join(' or ')}.` }];
}

function lacking(datasets: readonly Columns[], column: string): readonly Columns[] {
  // A dataset that could not be read has no columns: it has a problem of its own.
  return datasets.filter(({ columns }) => columns.size > 0 && !columns.has(column));
}

function missingColumns(datasets: readonly Columns[], column: string, path: Path): readonly Fault[] {
  const without = lacking(datasets, column);
  if (without.length === 0) return [];
  const columns = new Set(without.flatMap((one) => [...one.columns]));
  const message = `${named(without)} no column '${column}'; columns: ${listed(columns)}.`;
  const hint = suggest(column, columns, 'Map one of its columns, or add the column to the data.');
  return [{ path, code: 'unknown-column', message, hint }];
}

function named(datasets: readonly Columns[]): string {
  const names = listed(datasets.map(({ dataset }) => dataset));
  return datasets.length === 1 ? `Dataset ${names} has` : `Datasets ${names} have`;
}

function unknownInput(input: string, path: Path, names: readonly string[]): Fault {
  const message = `The flow has no input '${input}'; inputs: ${listed(names)}.`;
  return {
    path,
    at: 'key',
    code: 'unknown-input',
    message,
    hint: suggest(input, names, 'Remove it, or use one of its inputs.'),
  };
}

function unmappedInput(input: string, datasets: readonly Columns[], path: Path): Fault {
  return {
    path,
    code: 'unmapped-input',
    message: `Flow input '${input}' is not mapped and has no default. ${named(datasets)} no column of that name.`,
    hint: `Add '${input}: \${data.<column>}' to the inputs.`,
  };
}
