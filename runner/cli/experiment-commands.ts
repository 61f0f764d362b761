import { type Command } from '@commander-js/extra-typings';
import { environmentCommand, json, yes } from './options';

/** Commands that run flows on their datasets, judge the runs and report on them. */
export function addExperimentCommands(program: Command): void {
  environmentCommand(
    program,
    'experiment',
    'run a flow with its variants and parameters on its datasets, evaluate the runs, and check the gates',
  )
    .argument('<flow>', 'name of a flow in flows-config/')
    .option('--fresh', 'run and evaluate again what was made before on the same content', false)
    .option('--concurrency <lines>', 'most lines of a run at one time (default: 16)')
    .option('--lines <number>', 'only the first lines of each dataset')
    .addOption(yes)
    .action(async (flow, options) => (await import('./commands/experiment')).experimentCommand(flow, options));

  environmentCommand(program, 'evaluate', "judge the runs of a flow's experiment, without running the flow")
    .argument('<flow>', 'name of a flow in flows-config/')
    .option('--evaluation <name>', "only this one of the flow's evaluations")
    .option('--run <id>', 'only the run of this id, or the runs of this label')
    .option('--flow <folder>', 'an evaluation flow that the configuration does not name; or builtin:<name>')
    .option('--map <input=column...>', "for --flow: what an input takes, as answer='${run.outputs.answer}'")
    .option('--fresh', 'evaluate again what was evaluated before on the same content', false)
    .option('--concurrency <lines>', 'most lines of an evaluation at one time (default: 16)')
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

  environmentCommand(
    program,
    'label',
    "serve a page on which a person accepts, rejects or corrects the answers of a flow's experiment",
  )
    .argument('<flow>', 'name of a flow in flows-config/')
    .option('--run <id>', 'id or label of the run to begin with (default: what a release runs)')
    .option('--export <file>', 'write what people found right as a dataset (JSON lines) instead')
    .option('--by <name>', "who labels (default: the name of this user's account)")
    .option('--port <number>', 'port to listen on; 0 takes a free one', '0')
    .option('--no-open', 'do not open the page in the browser')
    .action(async (flow, options) => (await import('./commands/label')).labelCommand(flow, options));

  environmentCommand(program, 'report', 'write the reports of experiments: HTML, Markdown, CSV')
    .argument('[flow]', 'a flow of flows-config/')
    .option('--all', 'report on all flows, with an index over them', false)
    .option('--open-path', 'print the path of the HTML report alone, for a program that opens it', false)
    .action(async (name, options) => (await import('./commands/report')).reportCommand(name, options));
}
