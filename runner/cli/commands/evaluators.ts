import { relative, resolve } from 'node:path';
import color from 'picocolors';
import { copyEvaluator, listEvaluators } from '../../actions/evaluators';
import { formatTable } from '../render/table';

interface Options {
  readonly json: boolean;
}

export async function listEvaluatorsCommand({ json }: Options): Promise<void> {
  const evaluators = await listEvaluators();
  if (json) {
    console.log(JSON.stringify({ type: 'result', command: 'evaluators', evaluators }));
    return;
  }
  const rows = evaluators.map(({ name, description, required, usesModel }) => [
    `builtin:${name}`,
    required.join(', '),
    usesModel ? `${description} (model)` : description,
  ]);
  console.log(formatTable(['evaluator', 'inputs', 'what it tells'], rows));
}

export async function copyEvaluatorCommand(name: string, folder: string, { json }: Options): Promise<void> {
  const copied = await copyEvaluator(name, resolve(folder));
  if (json) {
    console.log(JSON.stringify({ type: 'result', command: 'evaluators', ...copied }));
    return;
  }
  const shown = relative(process.cwd(), copied.folder) || '.';
  console.log(copied.files.map((file) => `${color.green('+')} ${shown}/${file}`).join('\n'));
  console.log(`\nName it in flows-config/<flow>.yaml: evaluations.<name>.flow, relative to that file.`);
}
