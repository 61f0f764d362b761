import { Command, CommanderError, Help, Option } from '@commander-js/extra-typings';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandResult } from '../result';
import { type RunRequest } from '../session';
import { packageFolder } from '../package-folder';
import { type CommandOptions } from './run-command';

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

const project = new Option('--project <folder>', 'folder that holds flows-config/').default('.', 'this folder');
const env = new Option('--env <name>', 'environment of flows-config/environments.yaml').makeOptionMandatory();
const sandbox = new Option('--sandbox', 'work in the emulated Azure on this machine').default(false);
const json = new Option('--json', 'print JSON for programs').default(false);
const yes = new Option('--yes', 'apply plans without asking').default(false);

// Options of the commands that load a flow on this machine: runner/flow-options.ts reads them.
const connections = new Option(
  '--connections <file...>',
  'files that define connections, or node.connection=name; may be repeated',
);
const envFile = new Option('--env-file <file>', '.env file with variables for tools and connections as JSON');
const envVar = new Option('--env-var <key=value...>', 'environment variable for tools; may be repeated');
const variant = new Option('--variant <choice...>', 'variant of a node, as ${node.variant}; may be repeated');
const init = new Option('--init <key=value...>', "for a flex flow's class, or a JSON file; may be repeated");
const connectionsOfEnv = new Option('--env <name>', "use this environment's connections as well");

async function run(options: CommandOptions, action: (request: RunRequest) => Promise<CommandResult>): Promise<void> {
  await (await import('./run-command')).runCommand(options, action);
}

// Each action loads its own modules, so that `--help` and `--version` answer at once.
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

program
  .command('deploy')
  .description('platform, experiments, gates, registration, serving and endpoint tests of an environment')
  .addOption(env)
  .addOption(sandbox)
  .addOption(yes)
  .addOption(json)
  .addOption(project)
  .option('--skip-experiment', 'register without experiment and gates; the release says so', false)
  .option('--rotate <connection...>', 'send the new secrets of these connections, raising their versions')
  .action(async (options) => (await import('./commands/deploy')).deployCommand(options));

program
  .command('experiment')
  .description('run a flow with its variants and parameters on its datasets, evaluate the runs, and check the gates')
  .argument('<flow>', 'name of a flow in flows-config/')
  .addOption(env)
  .addOption(sandbox)
  .option('--fresh', 'run and evaluate again what was made before on the same content', false)
  .option('--concurrency <lines>', 'most lines of a run at one time (default: 16)')
  .option('--lines <number>', 'only the first lines of each dataset')
  .addOption(yes)
  .addOption(json)
  .addOption(project)
  .action(async (flow, options) => (await import('./commands/experiment')).experimentCommand(flow, options));

program
  .command('evaluate')
  .description("judge the runs of a flow's experiment, without running the flow")
  .argument('<flow>', 'name of a flow in flows-config/')
  .addOption(env)
  .addOption(sandbox)
  .option('--evaluation <name>', "only this one of the flow's evaluations")
  .option('--run <id>', 'only the run of this id, or the runs of this label')
  .option('--flow <folder>', 'an evaluation flow that the configuration does not name; or builtin:<name>')
  .option('--map <input=column...>', "for --flow: what an input takes, as answer='${run.outputs.answer}'")
  .option('--fresh', 'evaluate again what was evaluated before on the same content', false)
  .option('--concurrency <lines>', 'most lines of an evaluation at one time (default: 16)')
  .addOption(json)
  .addOption(project)
  .action(async (flow, options) => (await import('./commands/evaluate')).evaluateCommand(flow, options));

const evaluators = program.command('evaluators').description('evaluation flows that come with this package');
evaluators
  .command('list')
  .description('show them, and what they are fed')
  .addOption(json)
  .action(async (options) => (await import('./commands/evaluators')).listEvaluatorsCommand(options));
evaluators
  .command('copy')
  .description('copy one into a folder of your own, to change it')
  .argument('<name>', 'such as classification')
  .argument('<folder>', 'a folder that is not there yet')
  .addOption(json)
  .action(async (name, folder, options) =>
    (await import('./commands/evaluators')).copyEvaluatorCommand(name, folder, options),
  );

program
  .command('label')
  .description("serve a page on which a person accepts, rejects or corrects the answers of a flow's experiment")
  .argument('<flow>', 'name of a flow in flows-config/')
  .addOption(env)
  .addOption(sandbox)
  .option('--run <id>', 'id or label of the run to begin with (default: what a release runs)')
  .option('--export <file>', 'write what people found right as a dataset (JSON lines) instead')
  .option('--by <name>', "who labels (default: the name of this user's account)")
  .option('--port <number>', 'port to listen on; 0 takes a free one', '0')
  .option('--no-open', 'do not open the page in the browser')
  .addOption(json)
  .addOption(project)
  .action(async (flow, options) => (await import('./commands/label')).labelCommand(flow, options));

program
  .command('synth')
  .description('write the Terraform JSON of an environment')
  .addOption(env)
  .addOption(sandbox)
  .addOption(json)
  .addOption(project)
  .action(async (options) => run(options, (await import('../actions/synth')).synth));

program
  .command('plan')
  .description('show what an apply would change')
  .addOption(env)
  .addOption(sandbox)
  .addOption(json)
  .addOption(project)
  .option('--detailed-exitcode', 'exit with 2 where there are changes, as terraform does', false)
  .action(async (options) => (await import('./commands/plan')).planCommand(options));

program
  .command('apply')
  .description('plan and apply the release that was registered last')
  .addOption(env)
  .addOption(sandbox)
  .addOption(yes)
  .addOption(json)
  .addOption(project)
  .action(async (options) => run(options, (await import('../actions/apply')).apply));

program
  .command('register')
  .description('register datasets, flows and the serving environment where they changed')
  .addOption(env)
  .addOption(sandbox)
  .addOption(json)
  .addOption(project)
  .action(async (options) => run(options, (await import('../actions/register')).register));

program
  .command('test-endpoint')
  .description('call the endpoints with their sample requests')
  .addOption(env)
  .addOption(sandbox)
  .addOption(json)
  .addOption(project)
  .option('--flow <name>', 'only the endpoints of this flow')
  .action(async (options) => (await import('./commands/test-endpoint')).testEndpointCommand(options));

program
  .command('status')
  .description('show the endpoints that are deployed')
  .addOption(env)
  .addOption(sandbox)
  .addOption(json)
  .addOption(project)
  .action(async (options) => run(options, (await import('../actions/status')).status));

program
  .command('destroy')
  .description('remove everything of an environment, draining its endpoints first')
  .addOption(env)
  .addOption(sandbox)
  .addOption(yes)
  .addOption(json)
  .addOption(project)
  .action(async (options) => run(options, (await import('../actions/destroy')).destroy));

program
  .command('report')
  .description('write the reports of experiments: HTML, Markdown, CSV')
  .argument('[flow]', 'a flow of flows-config/')
  .option('--all', 'report on all flows, with an index over them', false)
  .option('--open-path', 'print the path of the HTML report alone, for a program that opens it', false)
  .addOption(env)
  .addOption(sandbox)
  .addOption(json)
  .addOption(project)
  .action(async (name, options) => (await import('./commands/report')).reportCommand(name, options));

const anyFlow = 'flow folder or its definition, a .prompty file, or module:name of a function or class in this folder';
const flow = program.command('flow').description('run flows on this machine');
flow
  .command('test')
  .description('run a flow once')
  .argument('<folder>', anyFlow)
  .option('--input <key=value...>', 'an input; may be repeated')
  .option('--inputs <file>', 'inputs as a JSON file, or the first line of a JSON Lines file')
  .option('--node <name>', 'run this node alone; its inputs by parameter, or as inputs.x and node.output')
  .option('--interactive', 'talk with a chat flow', false)
  .option('--detail <folder>', "folder for what the test leaves (default: .promptflow in the flow's)")
  .option('--trace', 'show the nodes with their times, tokens and inputs', false)
  .addOption(variant)
  .addOption(init)
  .addOption(connections)
  .addOption(envFile)
  .addOption(envVar)
  .addOption(connectionsOfEnv)
  .addOption(sandbox)
  .addOption(json)
  .addOption(project)
  .action(async (folder, options) => (await import('./commands/flow-test')).flowTestCommand(folder, options));

flow
  .command('run')
  .description('run a flow over the lines of a dataset, and its aggregation over their results')
  .argument('<folder>', anyFlow)
  .option('--data <path...>', 'JSON lines, JSON, CSV, TSV or Parquet, or a folder of them; may be repeated')
  .option('--map <input=column...>', "what an input takes, as answer='${run.outputs.answer}'; may be repeated")
  .option('--run <folder>', 'an earlier run, whose data and outputs lines may take')
  .option('--out <folder>', 'folder to write the run to (default: a new one in .llmops/runs)')
  .option('--resume', 'go on with the interrupted run in --out', false)
  .option('--artifacts', 'keep a file for each line and for each node in it, as prompt flow does', false)
  .option('--concurrency <lines>', 'most lines at one time (default: 16)')
  .option('--timeout <seconds>', 'most seconds for a line (default: 600)')
  .addOption(variant)
  .addOption(init)
  .addOption(connections)
  .addOption(envFile)
  .addOption(envVar)
  .addOption(connectionsOfEnv)
  .addOption(sandbox)
  .addOption(json)
  .addOption(project)
  .action(async (folder, options) => (await import('./commands/flow-run')).flowRunCommand(folder, options));

flow
  .command('serve')
  .description('serve a flow over HTTP on this machine until Ctrl-C, with a page to try it')
  .argument('<folder>', anyFlow)
  .option('--port <number>', 'port to listen on; 0 takes a free one', '8080')
  .option('--host <address>', 'address to listen on; 0.0.0.0 lets other machines in', '127.0.0.1')
  .option('--max-concurrent <number>', 'most requests at once; more are answered 429 (default: 32)')
  .option('--timeout <seconds>', 'longest that a run may take (default: no limit)')
  .option('--traces <file>', 'append the trace of each run, as JSONL')
  .addOption(variant)
  .addOption(init)
  .addOption(connections)
  .addOption(envFile)
  .addOption(envVar)
  .addOption(connectionsOfEnv)
  .addOption(sandbox)
  .addOption(json)
  .addOption(project)
  .action(async (folder, options) =>
    (await import('./commands/flow-serve')).flowServeCommand(folder, options, version),
  );

flow
  .command('build')
  .description('write a Docker context that serves a flow with this engine')
  .argument('<folder>', 'flow folder, with its flow.dag.yaml or flow.flex.yaml')
  .requiredOption('--output <folder>', 'folder to write; an earlier context there is replaced')
  .option('--name <name>', "name to serve the flow by (default: its folder's)")
  .addOption(variant)
  .addOption(connections)
  .addOption(connectionsOfEnv)
  .addOption(json)
  .addOption(project)
  .action(async (folder, options) =>
    (await import('./commands/flow-build')).flowBuildCommand(folder, options, version),
  );

flow
  .command('python-path')
  .description('print the folder for PYTHONPATH with which Python programs run flows by promptflow.client')
  .action(async () => (await import('./commands/flow-python-path')).flowPythonPathCommand());

flow
  .command('host', { hidden: true })
  .description('answer a Python program over stdin and stdout: PFClient starts this')
  .option('--python <path>', 'interpreter for the tools of flows')
  .addOption(connections)
  .addOption(envFile)
  .addOption(connectionsOfEnv)
  .addOption(sandbox)
  .addOption(project)
  .action(async (options) => (await import('./commands/flow-host')).flowHostCommand(options));

const emulator = program.command('sandbox').description('the emulated Azure on this machine').enablePositionalOptions();
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
