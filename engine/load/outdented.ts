import type { Document, YAMLError } from 'yaml';

/** So that a mistake in a long file is told soon: each line is another reading of the file. */
const mostLines = 100;

/**
 * Indents lines within brackets and quotes that begin further left than YAML allows there. Prompt flow's reader takes
 * them wherever they begin, and a `]` or `}` in the first column is a common sight. Undefined where the text is no YAML
 * then either. Lines stay lines.
 */
export function indentOutdented(text: string, parse: (text: string) => Document.Parsed): string | undefined {
  const lines = text.split('\n');
  const deeper = ' '.repeat(1 + Math.max(...lines.map((line) => line.length - line.trimStart().length)));
  const indented = new Set<number>();
  for (;;) {
    const indentedText = lines.join('\n');
    const [error] = parse(indentedText).errors;
    if (error === undefined) return indentedText;
    const line = outdentedLine(error, lines);
    if (line === undefined || line >= lines.length || indented.has(line) || indented.size >= mostLines)
      return undefined;
    lines[line] = `${deeper}${lines[line] ?? ''}`;
    indented.add(line);
  }
}

/** Index of the line that ends a collection or a quoted text too early; undefined for other errors. */
function outdentedLine({ code, message, pos: [position] }: YAMLError, lines: readonly string[]): number | undefined {
  const isText = code === 'MISSING_CHAR' && message.startsWith('Missing closing');
  if (!isText && code !== 'BAD_INDENT') return undefined;
  const before = lines.join('\n').slice(0, position).split('\n').length - 1;
  // A text seems to end before the line, a collection with it.
  return isText ? before + 1 : before;
}
