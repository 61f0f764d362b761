import { type ExperimentResult, type GateResult } from '../../experiments';
import { type Direction } from '../types';

/** Which direction of each gate's metric is good: as given, else as its bounds tell. */
export function directions(
  results: readonly ExperimentResult[],
  given: Readonly<Record<string, Direction>> = {},
): Readonly<Record<string, Direction>> {
  const found: Record<string, Direction> = {};
  for (const { gate, kind } of results.flatMap(({ gates }) => gates)) {
    if (kind === 'max') found[gate] ??= 'lower';
    if (kind === 'min') found[gate] = 'higher';
  }
  return { ...found, ...given };
}

/** By how much one value of a metric is better than another; negative where it is worse. */
export function gain(better: Direction | undefined, value: number, than: number): number {
  return better === 'lower' ? than - value : value - than;
}

/** The metrics that gates bound on a dataset, in the gates' order. */
export function gateMetrics(gates: readonly GateResult[], dataset: string): readonly string[] {
  return [...new Set(gates.filter((gate) => gate.dataset === dataset).map(({ gate }) => gate))];
}
