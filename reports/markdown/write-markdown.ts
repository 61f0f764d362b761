import { writeFile } from 'node:fs/promises';
import { type ReportSource } from '../types';
import { verdictOf } from '../findings/verdict';
import { MarkdownDocument } from './document';
import { escapeMarkdown } from './escape';
import { addFlow } from './flow';
import { marks } from './marks';

/** GitHub takes comments of 65,536 characters, Azure DevOps of 150,000. */
const longestComment = 60_000;

/** `report.md`: fits a comment on a pull request. */
export async function writeMarkdown(file: string, source: ReportSource, htmlLocation: string): Promise<void> {
  const document = new MarkdownDocument(longestComment);
  const { environment, results, skipped } = source;
  if (results.length === 0) {
    const { kind, text } = verdictOf({ runs: [], gates: [] }, skipped);
    document.add(`## ${marks[kind]} Experiments in ${escapeMarkdown(environment)}: ${escapeMarkdown(text, 500)}`);
  }
  if (results.length > 1) {
    document.add(`## Experiments in ${escapeMarkdown(environment)}`);
    const rows = results.map((result) => {
      const { kind, text } = verdictOf(result, skipped);
      return [escapeMarkdown(result.flow), `${marks[kind]} ${escapeMarkdown(text, 500)}`, String(result.runs.length)];
    });
    document.table(['flow', 'verdict', 'runs'], rows, 'flow', 'the HTML report');
  }
  const hint = openingHint(htmlLocation);
  if (results.length !== 1) document.add(hint);
  for (const result of results) await addFlow(document, result, source, results.length === 1 ? hint : '');
  await writeFile(file, document.toString());
}

function openingHint(location: string): string {
  const isLink = /^https?:\/\/[^\s<>()[\]]+$/.test(location);
  const place = isLink ? `[report.html](${location})` : `\`${location.replace(/`/g, '')}\``;
  return `Every line, side by side, with traces: open ${place} in a browser. It is one file and works offline.`;
}
