import { type PageRun } from '../html/page-data';

/** Four significant digits; a dash for nothing. */
export function figure(value: number | undefined): string {
  return value === undefined ? '–' : Number(value.toPrecision(4)).toLocaleString('en', { maximumFractionDigits: 6 });
}

export function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${figure(value)}`;
}

export function milliseconds(value: number): string {
  if (value >= 10_000) return `${figure(value / 1000)} s`;
  return `${figure(value >= 100 ? Math.round(value) : Math.round(value * 10) / 10)} ms`;
}

export function tokensPerLine({ tokens, lines }: PageRun): number {
  return tokens.total / Math.max(1, lines.total);
}

/** A value as a person reads it: texts as they are, the rest as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}

/** The outputs of a line in one text. */
export function answerText(outputs: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(outputs);
  if (entries.length === 1) return valueText(entries[0]?.[1]);
  return entries
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}

export function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
