import { type RunSummary } from '../../experiments';
import { confusionsOf } from '../findings/confusion';
import { scoresOfMetrics } from '../findings/scores-of-metrics';
import { verdictOf } from '../findings/verdict';
import { winners } from '../findings/winner';
import { type ReportSource } from '../types';
import { type PageFlow, type PageRun, type PageSummary } from './page-data';

/** What the page shows before it opens any line. */
export async function pageSummary(
  { environment, results, better, skipped }: ReportSource,
  isIndex: boolean,
): Promise<PageSummary> {
  const flows = results.map(async (result): Promise<PageFlow> => {
    const { flow, createdAt, commit, flowHash, runs, gates } = result;
    const confusions = isIndex ? [] : await Promise.all(runs.map(confusionsOf));
    return {
      ...{ flow, createdAt, ...(commit !== undefined && { commit }), flowHash, gates, better },
      verdict: verdictOf(result, skipped),
      runs: runs.map(pageRun),
      winners: winners(result, better),
      means: isIndex ? {} : await scoresOfMetrics(result),
      confusions: confusions.flat(),
    };
  });
  return { environment, isIndex, ...(skipped !== undefined && { skipped }), flows: await Promise.all(flows) };
}

function pageRun(run: RunSummary): PageRun {
  const judged = Object.entries(run.evaluations).map(
    ([name, evaluation]) => [name, withoutFolder(evaluation)] as const,
  );
  return { ...withoutFolder(run), dataset: run.dataset.name, evaluations: Object.fromEntries(judged) };
}

function withoutFolder<T extends { readonly folder: string }>(one: T): Omit<T, 'folder'> {
  const rest = Object.entries(one).filter(([name]) => name !== 'folder');
  return Object.fromEntries(rest) as Omit<T, 'folder'>;
}
