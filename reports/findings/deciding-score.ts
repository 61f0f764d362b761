import { type Direction } from '../types';

/**
 * The score by which lines are called better or worse: the one whose mean a gate bounds, or else one of the gate's
 * evaluation, or else any.
 * @param names scores that are numbers, or true or false, by `<evaluation>.<output>`
 * @param gates their metrics, in their order
 * @param means the score of which a metric is the mean, by the metric
 */
export function decidingScore(
  names: readonly string[],
  gates: readonly string[],
  means: Readonly<Record<string, string>>,
): string | undefined {
  for (const gate of gates) {
    const mean = means[gate];
    if (mean !== undefined && names.includes(mean)) return mean;
  }
  for (const gate of gates) {
    const own = names.find((name) => evaluationOf(name) === evaluationOf(gate));
    if (own !== undefined) return own;
  }
  return names[0];
}

/** Which direction of a score is good: that of the metric which is its mean, or of its evaluation's. */
export function scoreDirection(
  score: string,
  better: Readonly<Record<string, Direction>>,
  means: Readonly<Record<string, string>>,
): Direction {
  const metrics = Object.keys(better);
  const metric =
    metrics.find((name) => means[name] === score) ?? metrics.find((name) => evaluationOf(name) === evaluationOf(score));
  return (metric === undefined ? undefined : better[metric]) ?? 'higher';
}

function evaluationOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

/** A score as a number; undefined for texts, lists and what is missing. */
export function scoreNumber(score: unknown): number | undefined {
  if (typeof score === 'boolean') return score ? 1 : 0;
  return typeof score === 'number' && Number.isFinite(score) ? score : undefined;
}
