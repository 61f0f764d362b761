import { type Command } from '@commander-js/extra-typings';
import { connections, connectionsOfEnv, envFile, envVar, init, json, project, sandbox, variant } from './options';

/** Commands that load a single flow on this machine. `version` is what a served flow says of itself. */
export function addFlowCommands(program: Command, version: string): void {
  const anyFlow =
    'flow folder or its definition, a .prompty file, or module:name of a function or class in this folder';
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
    .option('--concurrency <lines>', 'most lines at one time (default: PF_WORKER_COUNT, or 16)')
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
    .argument('<folder>', 'flow folder or its definition, or a .prompty file')
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
}
