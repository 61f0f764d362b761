import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { countRuns } from '../../experiments';
import { type RunContext } from '../context';
import { Rejected, UserMistake } from '../failure';
import { type JudgedFlow } from './flow-experiment';

/** More runs are a mistake in the configuration: only to plan them would fill the memory. */
const mostRuns = 100_000;

/**
 * Asks for experiments with more runs than their flows' limits, before any is planned.
 * @throws UserMistake for an experiment that nobody can want
 * @throws Rejected where somebody said no
 */
export async function confirmRuns(context: RunContext, flows: readonly JudgedFlow[]): Promise<void> {
  for (const flow of flows) refuseChoices(flow);
  const counted = flows.map((flow) => ({ flow, runs: countRuns(flow.experiment) }));
  for (const { flow, runs } of counted) if (runs > mostRuns) throw tooMany(flow, runs);
  const large = counted.filter(({ flow, runs }) => runs > flow.experiment.confirmAbove);
  if (large.length === 0) return;
  const total = large.reduce((sum, { runs }) => sum + runs, 0);
  const approved = await context.confirm({
    question: `Make ${plural(total, 'run')}?`,
    details: large.map(({ flow, runs }) => describeRuns(flow, runs)),
  });
  if (approved) return;
  throw new Rejected(
    'The experiment was not approved.',
    `Nothing was run. Fewer runs come of \`variants: pairwise\`, fewer parameters or datasets in ${large.map(({ flow }) => flow.configFile).join(', ')}.`,
  );
}

/** `support-ticket-triage: 10 runs, 2 datasets × 5 choices` */
export function describeRuns(flow: JudgedFlow, runs: number): string {
  const { datasets } = flow.experiment;
  const choices = runs / Math.max(1, datasets.length);
  const made = `${flow.name}: ${plural(runs, 'run')}, ${plural(datasets.length, 'dataset')} × ${plural(choices, 'choice')}`;
  return hasNodes(flow) ? made : `${made} (a flow without nodes has neither variants nor parameters)`;
}

function hasNodes({ path }: JudgedFlow): boolean {
  return ['flow.dag.yaml', 'flow.dag.yml'].some((name) => existsSync(join(path, name)));
}

function refuseChoices(flow: JudgedFlow): void {
  const { variants, parameters } = flow.experiment;
  if (hasNodes(flow) || (typeof variants === 'string' && Object.keys(parameters).length === 0)) return;
  throw new UserMistake(
    `The flow ${flow.name} has no nodes, so its experiment can have neither a list of variants nor parameters.`,
    `Take them out of ${flow.configFile}: a flex flow or a prompty runs as it is on each dataset.`,
  );
}

function tooMany(flow: JudgedFlow, runs: number): UserMistake {
  return new UserMistake(
    `The experiment of ${describeRuns(flow, runs)}: more than the ${mostRuns} that one experiment may have.`,
    `Write \`variants: pairwise\` in ${flow.configFile}, which tries every pair in far fewer runs, or take parameters away.`,
  );
}

/** `1 run`, `2 runs` */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
