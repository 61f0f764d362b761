import { Command, CommanderError, Help } from '@commander-js/extra-typings';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../package-folder';
import { addEnvironmentCommands } from './environment-commands';
import { addExperimentCommands } from './experiment-commands';
import { addFlowCommands } from './flow-commands';
import { addSandboxCommands } from './sandbox-commands';

const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };

const program = new Command('llmops')
  .description('Takes prompt flow flows from a laptop to production on Azure Machine Learning.')
  .version(version)
  .showSuggestionAfterError()
  .enablePositionalOptions()
  // A switch is off unless it is given: to say "(default: false)" of each helps nobody.
  .configureHelp({
    optionDescription: (option) => (option.isBoolean() ? option.description : Help.prototype.optionDescription(option)),
  })
  .showHelpAfterError('(see --help)')
  .exitOverride();

// Each action loads its own modules, so that `--help` and `--version` answer at once.
addEnvironmentCommands(program);
addExperimentCommands(program);
addFlowCommands(program, version);
addSandboxCommands(program);

// Whoever reads what is printed may go away, as `head` does. What was asked for is done all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version end this way as well, with exit code 0.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const { renderError } = await import('./render/error');
    process.exitCode = renderError(error, argv.includes('--json'));
  }
}

void main(process.argv);
