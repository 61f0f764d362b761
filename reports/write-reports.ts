import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type ExperimentResult } from '../experiments';
import { writeDetails } from './csv/details';
import { writeMetrics } from './csv/metrics';
import { directions } from './findings/directions';
import { writeHtml } from './html/write-html';
import { writeMarkdown } from './markdown/write-markdown';
import { type ReportFiles, type ReportOptions, type ReportSource } from './types';

/**
 * Writes the reports of one flow's experiment, or of several flows of an environment: an index that leads to
 * `<flow>/report.html` of each. Lines are read one after another, so memory does not grow with their texts. Each file
 * takes its place when it is whole.
 */
export async function writeReports(
  result: ExperimentResult | readonly ExperimentResult[],
  { folder, better, environment, skipped, htmlLocation, signal }: ReportOptions,
): Promise<ReportFiles> {
  const isIndex = Array.isArray(result);
  const results = isIndex ? (result as readonly ExperimentResult[]) : [result as ExperimentResult];
  const source: ReportSource = {
    environment: results[0]?.environment ?? environment ?? basename(resolve(folder)),
    results,
    better: directions(results, better),
    ...(skipped !== undefined && { skipped }),
  };
  const file = (name: string) => resolve(join(folder, name));
  const files: ReportFiles = {
    html: file('report.html'),
    markdown: file('report.md'),
    details: file('details.csv'),
    metrics: file('metrics.csv'),
  };
  await mkdir(folder, { recursive: true });
  await whole(files.metrics, (path) => writeMetrics(path, results, signal));
  await whole(files.details, (path) => writeDetails(path, results, signal));
  await whole(files.html, (path) => writeHtml(path, source, isIndex, signal));
  await whole(files.markdown, (path) => writeMarkdown(path, source, htmlLocation ?? files.html));
  return files;
}

async function whole(file: string, write: (path: string) => Promise<void>): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    await write(part);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}
