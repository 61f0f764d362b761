import { count } from '../findings/verdict';

/** A Markdown text that stays below a length: what no longer fits is counted. */
export class MarkdownDocument {
  private text = '';

  constructor(private readonly longest: number) {}

  /** Adds a paragraph, if it fits. */
  add(paragraph: string): void {
    if (this.fits(`${paragraph}\n\n`)) this.text += `${paragraph}\n\n`;
  }

  /**
   * Adds a table with as many rows as fit.
   * @param rest where the other rows are
   */
  table(header: readonly string[], rows: readonly (readonly string[])[], thing: string, rest: string): void {
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
    const head = line(header) + line(header.map(() => '---'));
    if (!this.fits(head)) return;
    this.text += head;
    const shown = rows.findIndex((row) => {
      if (!this.fits(line(row))) return true;
      this.text += line(row);
      return false;
    });
    this.text += '\n';
    if (shown >= 0) this.text += `${count(rows.length - shown, thing)} more in ${rest}.\n\n`;
  }

  toString(): string {
    return `${this.text.trimEnd()}\n`;
  }

  /** Leaves room for the counts of what does not fit. */
  private fits(more: string): boolean {
    return this.text.length + more.length < this.longest - 500;
  }
}
