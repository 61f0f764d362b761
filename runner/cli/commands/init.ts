import { resolve } from 'node:path';
import color from 'picocolors';
import { init } from '../../actions/init';

/** Begins a project, and says how to go on. */
export async function initCommand(options: { readonly project: string; readonly json: boolean }): Promise<void> {
  const { root, files } = await init(resolve(options.project));
  if (options.json) {
    console.log(JSON.stringify({ type: 'result', command: 'init', root, files }));
    return;
  }
  console.log(files.map((file) => `${color.green('+')} ${file}`).join('\n'));
  console.log(`\n${files.length} files in ${root}. Go on with:`);
  console.log('  npx llmops validate\n  npx llmops deploy --env dev --sandbox --yes');
}
