import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The evaluation flows that come with the package, to be used as they are or copied. */
export const builtinEvaluators = [
  'exact-match',
  'classification',
  'numeric-tolerance',
  'entity-match',
  'json-validity',
  'latency-and-cost',
  'relevance',
  'groundedness',
  'coherence',
] as const;

export type BuiltinEvaluator = (typeof builtinEvaluators)[number];

/** Absolute path of a built-in evaluator's flow folder. */
export function evaluatorFolder(name: BuiltinEvaluator): string {
  return join(packageRoot(), 'evaluators', name);
}

/** Whether an evaluation flow of this name comes with the package. */
export function isBuiltinEvaluator(name: string): name is BuiltinEvaluator {
  return (builtinEvaluators as readonly string[]).includes(name);
}

/** The folder that holds package.json, above the sources as above their build. */
function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new Error(`${__dirname} is in no package.`);
    folder = dirname(folder);
  }
  return folder;
}
