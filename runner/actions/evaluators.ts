import { existsSync } from 'node:fs';
import { cp, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { builtinEvaluators, evaluatorFolder, isBuiltinEvaluator } from '../../model';
import { UserMistake } from '../failure';

/** An evaluation flow that comes with the package. */
export interface EvaluatorDescription {
  readonly name: string;
  readonly description: string;
  /** Inputs that have to be mapped. */
  readonly required: readonly string[];
  /** Inputs with their defaults. */
  readonly optional: Readonly<Record<string, unknown>>;
  /** Whether a model judges, through a connection. */
  readonly usesModel: boolean;
}

interface FlowFile {
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly nodes: readonly { readonly type: string }[];
}

/** The built-in evaluators, with what they are to be fed. */
export function listEvaluators(): Promise<readonly EvaluatorDescription[]> {
  return Promise.all(
    builtinEvaluators.map(async (name) => {
      const text = await readFile(join(evaluatorFolder(name), 'flow.dag.yaml'), 'utf8');
      const { description, inputs, nodes } = parse(text) as FlowFile;
      const entries = Object.entries(inputs);
      const optional = entries.filter(([, input]) => 'default' in input).map(([key, input]) => [key, input.default]);
      return {
        name,
        description,
        required: entries.filter(([, input]) => !('default' in input)).map(([key]) => key),
        optional: Object.fromEntries(optional) as Record<string, unknown>,
        usesModel: nodes.some(({ type }) => type === 'llm'),
      };
    }),
  );
}

export interface CopiedEvaluator {
  readonly name: string;
  /** The folder, as it was given. */
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * Copies a built-in evaluator, to be changed.
 * @throws UserMistake for an evaluator that is not there, and for a folder that is
 */
export async function copyEvaluator(name: string, folder: string): Promise<CopiedEvaluator> {
  if (!isBuiltinEvaluator(name)) {
    const known = builtinEvaluators.join(', ');
    throw new UserMistake(`There is no built-in evaluator "${name}".`, `There are ${known}.`);
  }
  if (existsSync(folder) && (await readdir(folder)).length > 0) {
    throw new UserMistake(`${folder} is not empty. Nothing was copied.`, 'Name a folder that is not there yet.');
  }
  const source = evaluatorFolder(name);
  const isPart = (path: string): boolean => !['__pycache__', '.promptflow'].includes(basename(path));
  await cp(source, folder, { recursive: true, filter: isPart });
  return { name, folder, files: (await readdir(folder)).sort() };
}
