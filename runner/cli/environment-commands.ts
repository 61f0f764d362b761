import { type Command, Option } from '@commander-js/extra-typings';
import { type CommandResult } from '../result';
import { type RunRequest } from '../session';
import { environmentCommand, json, project, sandbox, yes } from './options';
import { type CommandOptions } from './run-command';

/** Commands that begin a project and take its environments through their lifecycle. */
export function addEnvironmentCommands(program: Command): void {
  program
    .command('init')
    .description('begin a project: a configuration, an example flow, and the schemas for editors')
    .addOption(new Option('--project <folder>', 'folder to write to').default('.', 'this folder'))
    .addOption(json)
    .action(async (options) => (await import('./commands/init')).initCommand(options));

  program
    .command('validate')
    .description('check the configuration and the flows it names')
    .addOption(project)
    .addOption(json)
    .action(async (options) => (await import('./commands/validate')).validateCommand(options));

  program
    .command('bootstrap')
    .description('make the service principals that pipelines act as, and the storage of their state')
    .addOption(sandbox)
    .addOption(yes)
    .addOption(json)
    .addOption(project)
    .action(async (options) => run({ ...options, env: 'devops' }, (await import('../actions/bootstrap')).bootstrap));

  environmentCommand(
    program,
    'deploy',
    'platform, experiments, gates, registration, serving and endpoint tests of an environment',
  )
    .addOption(yes)
    .option('--skip-experiment', 'register without experiment and gates; the release says so', false)
    .option('--rotate <connection...>', 'send the new secrets of these connections, raising their versions')
    .action(async (options) => (await import('./commands/deploy')).deployCommand(options));

  environmentCommand(program, 'synth', 'write the Terraform JSON of an environment').action(async (options) =>
    run(options, (await import('../actions/synth')).synth),
  );

  environmentCommand(program, 'plan', 'show what an apply would change')
    .option('--detailed-exitcode', 'exit with 2 where there are changes, as terraform does', false)
    .action(async (options) => (await import('./commands/plan')).planCommand(options));

  environmentCommand(program, 'apply', 'plan and apply the release that was registered last')
    .addOption(yes)
    .action(async (options) => run(options, (await import('../actions/apply')).apply));

  environmentCommand(
    program,
    'register',
    'register datasets, flows and the serving environment where they changed',
  ).action(async (options) => run(options, (await import('../actions/register')).register));

  environmentCommand(program, 'test-endpoint', 'call the endpoints with their sample requests')
    .option('--flow <name>', 'only the endpoints of this flow')
    .action(async (options) => (await import('./commands/test-endpoint')).testEndpointCommand(options));

  environmentCommand(program, 'status', 'show the endpoints that are deployed').action(async (options) =>
    run(options, (await import('../actions/status')).status),
  );

  environmentCommand(program, 'destroy', 'remove everything of an environment, draining its endpoints first')
    .addOption(yes)
    .action(async (options) => run(options, (await import('../actions/destroy')).destroy));
}

// Loads what it needs when the command runs, so that `--help` and `--version` answer at once.
async function run(options: CommandOptions, action: (request: RunRequest) => Promise<CommandResult>): Promise<void> {
  await (await import('./run-command')).runCommand(options, action);
}
