import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ReportSource } from '../types';
import { lineBlocks } from './blocks';
import { contentSecurityPolicy, readPageParts } from './page-parts';
import { pageSummary } from './summary';

/** `report.html`: the page with its data, in one file that needs nothing else. */
export async function writeHtml(
  file: string,
  source: ReportSource,
  isIndex: boolean,
  signal?: AbortSignal,
): Promise<void> {
  await pipeline(Readable.from(page(source, isIndex, signal)), createWriteStream(file));
}

async function* page(source: ReportSource, isIndex: boolean, signal?: AbortSignal): AsyncGenerator<string> {
  const parts = await readPageParts();
  const summary = await pageSummary(source, isIndex);
  const [first] = source.results;
  const subject = isIndex ? 'all flows' : (first?.flow ?? '');
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(parts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(`${subject} in ${summary.environment}: experiment`)}</title>
<style>${parts.style}</style>
</head>
<body>
<main id="report"><noscript>This report is shown by a script in it, which this browser does not run. report.md, metrics.csv and details.csv beside it say the same.</noscript></main>
<script type="application/json" id="summary">${jsonForHtml(summary)}</script>
<script type="application/json" id="licenses">${jsonForHtml(parts.licenses)}</script>
<script>${parts.script}</script>
`;
  // After the script: the summary is on the screen while the lines are still being read.
  if (!isIndex) yield* lineBlocks(first?.runs ?? [], signal);
  yield '</body>\n</html>\n';
}

/** JSON that ends no element: as a script's text it is not unescaped, so the characters are written as JSON's escapes. */
export function jsonForHtml(value: unknown): string {
  const escapes: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };
  return JSON.stringify(value)
    .replace(/[<>&]/g, (character) => escapes[character] ?? '')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
