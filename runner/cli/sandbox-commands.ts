import { type Command } from '@commander-js/extra-typings';
import { json, project, yes } from './options';

/** Commands of the emulated Azure on this machine. */
export function addSandboxCommands(program: Command): void {
  const emulator = program
    .command('sandbox')
    .description('the emulated Azure on this machine')
    .enablePositionalOptions();
  emulator
    .command('start')
    .description('serve what is deployed until Ctrl-C')
    .addOption(json)
    .addOption(project)
    .action(async (options) => (await import('./commands/sandbox')).startCommand(options));
  emulator
    .command('status')
    .description('what the sandbox holds, and whether it is running')
    .addOption(json)
    .addOption(project)
    .action(async (options) => (await import('./commands/sandbox')).statusCommand(options));
  emulator
    .command('reset')
    .description('delete the sandbox with everything in it')
    .addOption(yes)
    .addOption(json)
    .addOption(project)
    .action(async (options) => (await import('./commands/sandbox')).resetCommand(options));
  emulator
    .command('exec')
    .description('run any command against the sandbox: sandbox exec -- npx cdktf deploy …')
    .argument('<command...>', 'command and its arguments, after --')
    .addOption(project)
    .passThroughOptions()
    .action(async (command, options) => (await import('./commands/sandbox')).execCommand(command, options));
}
