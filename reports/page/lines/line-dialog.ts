import { type PageRun } from '../../html/page-data';
import { element } from '../element';
import { figure, milliseconds, valueText } from '../format';
import { type ComparedLine, type Comparison } from './comparison';
import { differences } from './differences';
import { type RunLines } from './run-lines';
import { traceView } from './trace-view';

/** All of one line: inputs, both answers with their differences, scores, errors and traces. */
export class LineDialog {
  private readonly title = element('h3');
  private readonly content = element('div', { class: 'line-content' });
  private readonly dialog: HTMLDialogElement;
  private rows: readonly ComparedLine[] = [];
  private at = 0;
  private comparison: Comparison | undefined;

  constructor() {
    const button = (text: string, hint: string, action: () => void) =>
      element('button', { type: 'button', title: hint, onclick: action }, text);
    this.dialog = element(
      'dialog',
      { class: 'line-dialog', onkeydown: (event) => this.key(event as KeyboardEvent) },
      element(
        'header',
        {},
        this.title,
        button('←', 'previous line (left arrow key)', () => this.step(-1)),
        button('→', 'next line (right arrow key)', () => this.step(1)),
        button('✕', 'close (Escape)', () => this.dialog.close()),
      ),
      this.content,
    );
    document.body.append(this.dialog);
  }

  open(comparison: Comparison, rows: readonly ComparedLine[], at: number): void {
    this.comparison = comparison;
    this.rows = rows;
    this.at = at;
    if (!this.dialog.open) this.dialog.showModal();
    void this.show();
  }

  private key({ key }: KeyboardEvent): void {
    if (key === 'ArrowLeft') this.step(-1);
    if (key === 'ArrowRight') this.step(1);
  }

  private step(by: number): void {
    this.at = Math.min(this.rows.length - 1, Math.max(0, this.at + by));
    void this.show();
  }

  private async show(): Promise<void> {
    const row = this.rows[this.at];
    const { comparison, at } = this;
    if (row === undefined || comparison === undefined) return;
    const parts = await lineParts(comparison, row);
    // Somebody may have gone on meanwhile.
    if (this.rows[this.at] !== row) return;
    this.title.textContent = `Line ${row.line} · ${at + 1} of ${this.rows.length.toLocaleString('en')}`;
    this.content.replaceChildren(...parts);
    this.content.scrollTop = 0;
  }
}

async function lineParts(comparison: Comparison, row: ComparedLine): Promise<HTMLElement[]> {
  const { choice, lines, own, others } = comparison;
  const { place, other } = row;
  const inputs = await lines.inputs(choice.run, place);
  const before = await own.textsAt(place);
  const after = others === undefined || other === undefined ? undefined : await others.textsAt(other);
  const names = [...new Set([...Object.keys(before.outputs), ...Object.keys(after?.outputs ?? {})])];
  const pairs = names.map((name) => {
    const [a, b] = [before.outputs[name], after?.outputs[name]].map((value) =>
      value === undefined ? '' : valueText(value),
    );
    const [left, right] = after === undefined ? [text(a ?? ''), undefined] : differences(a ?? '', b ?? '');
    const one = element('pre', {}, left);
    return [element('h4', {}, name), side([one, right === undefined ? undefined : element('pre', {}, right)])];
  });
  const errors = [before.error, after?.error].map((error) =>
    error === null || error === undefined
      ? undefined
      : element(
          'pre',
          { class: 'bad' },
          `${error.node === undefined ? '' : `${error.node}: `}${error.code}\n${error.message}`,
        ),
  );
  const traces = [traceView(choice.run.label, await own.traceAt(place))];
  if (others !== undefined && other !== undefined && choice.other !== undefined) {
    traces.push(traceView(choice.other.label, await others.traceAt(other)));
  }
  const inputList = Object.entries(inputs).flatMap(([name, value]) => [
    element('dt', {}, name),
    element('dd', {}, element('pre', {}, valueText(value))),
  ]);
  return [
    element('h4', {}, 'Inputs'),
    element('dl', {}, inputList),
    side([head(choice.run, own, place), choice.other === undefined ? undefined : head(choice.other, others, other)]),
    ...(errors.some((error) => error !== undefined) ? [side(errors)] : []),
    ...pairs.flat(),
    ...scoreTable(comparison, row),
    element('h4', {}, 'Trace'),
    ...traces,
  ];
}

function text(value: string): Node {
  return document.createTextNode(value);
}

function side(cells: readonly (HTMLElement | undefined)[]): HTMLElement {
  const isPair = cells.length > 1;
  return element(
    'div',
    { class: isPair ? 'side' : '' },
    cells.map((cell) => cell ?? element('span')),
  );
}

function head(run: PageRun, lines: RunLines | undefined, place: number | undefined): HTMLElement {
  const measures =
    lines === undefined || place === undefined
      ? 'has no such line'
      : `${milliseconds(lines.durationMs[place] ?? 0)}, ${figure(lines.tokens[place] ?? 0)} tokens`;
  return element(
    'div',
    { class: 'run-head' },
    element('strong', {}, run.label),
    ' ',
    element('span', { class: 'quiet' }, measures),
  );
}

function scoreTable({ own, others, choice }: Comparison, { place, other }: ComparedLine): HTMLElement[] {
  const names = [...new Set([...own.scores.keys(), ...(others?.scores.keys() ?? [])])].sort();
  if (names.length === 0) return [];
  const cell = (value: unknown) => element('td', {}, value === undefined || value === null ? '–' : valueText(value));
  const rows = names.map((name) => {
    const values = [own.scores.get(name)?.[place]];
    if (choice.other !== undefined) values.push(other === undefined ? undefined : others?.scores.get(name)?.[other]);
    return element('tr', {}, element('th', { scope: 'row' }, name), values.map(cell));
  });
  return [element('h4', {}, 'Scores'), element('table', { class: 'scores' }, element('tbody', {}, rows))];
}
