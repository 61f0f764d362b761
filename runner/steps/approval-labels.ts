import { dirname } from 'node:path';
import { releaseLabels } from '../../experiments';
import { type RunContext } from '../context';
import { Rejected } from '../failure';
import { type ExperimentReport } from '../result';

/**
 * Asks what people said of the answers of what is to be released, where the environment's approval requires it.
 * @throws Rejected where too few answers were looked at, or too few of them were accepted
 */
export async function checkLabels(
  { environment, cloud }: RunContext,
  experiments: readonly ExperimentReport[],
): Promise<void> {
  const { labels: required } = environment.approval ?? {};
  if (required === undefined) return;
  const sandbox = cloud.sandboxDirectory === undefined ? '' : ' --sandbox';
  const lacking: string[] = [];
  const next: string[] = [];
  const deployed = environment.flows.filter(({ targets }) => targets.length > 0).map(({ name }) => name);
  for (const flow of new Set([...deployed, ...experiments.map((report) => report.flow)])) {
    const { file, result } = experiments.find((report) => report.flow === flow) ?? {};
    if (file === undefined || result === undefined) {
      lacking.push(`${flow} has no experiment whose answers could be labelled`);
      continue;
    }
    const { judged, acceptedShare } = await releaseLabels(dirname(file), result);
    if (judged >= required.minimum && acceptedShare >= required.accepted) continue;
    lacking.push(
      judged < required.minimum
        ? `${flow} has labels for ${judged} answers, and needs ${required.minimum}`
        : `of ${judged} labelled answers of ${flow} ${percent(acceptedShare)} were accepted, and it needs ${percent(required.accepted)}`,
    );
    next.push(`llmops label ${flow} --env ${result.environment}${sandbox}`);
  }
  if (lacking.length === 0) return;
  const what =
    next.length === 0 ? 'Give them an experiment, and do not leave it out' : `Label answers (${next.join('; ')})`;
  throw new Rejected(`The release lacks labels: ${lacking.join('; ')}.`, `${what}. Then deploy again.`);
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
