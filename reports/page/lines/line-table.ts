import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';
import { scoreNumber } from '../../findings/deciding-score';
import { element } from '../element';
import { answerText, cut, figure, milliseconds, signed, valueText } from '../format';
import { type ComparedLine, type Comparison, type SortKey } from './comparison';
import { differences } from './differences';

/** Characters of a text that a row shows. */
const shownText = 240;
const phone = matchMedia('(max-width: 700px)');

export interface LineTableHost {
  readonly onSort: (key: SortKey) => void;
  readonly onOpen: (row: number) => void;
}

/** The lines of a comparison, of which only those are in the page that somebody sees. */
export class LineTable {
  readonly element: HTMLElement;
  private readonly header = element('div', { class: 'line-header', role: 'row' });
  private readonly space = element('div', { class: 'line-space', role: 'rowgroup' });
  private readonly scroll: HTMLElement;
  private readonly virtual: Virtualizer<HTMLElement, HTMLElement>;
  private readonly shown = new Map<number, HTMLElement>();
  private rows: readonly ComparedLine[] = [];
  private comparison: Comparison | undefined;

  constructor(private readonly host: LineTableHost) {
    this.scroll = element('div', { class: 'line-scroll', tabindex: 0 }, this.space);
    this.element = element(
      'div',
      { class: 'line-table', role: 'table', 'aria-label': 'Lines' },
      this.header,
      this.scroll,
    );
    this.virtual = new Virtualizer<HTMLElement, HTMLElement>(this.options());
    phone.addEventListener('change', () => {
      this.virtual.measure();
      this.show();
    });
  }

  /** To be called once it is in the page. */
  connect(): void {
    this.virtual._didMount();
    this.virtual._willUpdate();
  }

  update(
    comparison: Comparison,
    rows: readonly ComparedLine[],
    sort: { readonly key: SortKey; readonly sign: 1 | -1 },
  ): void {
    this.comparison = comparison;
    this.rows = rows;
    this.element.classList.toggle('paired', comparison.others !== undefined);
    this.element.setAttribute('aria-rowcount', String(rows.length));
    this.header.replaceChildren(...this.headerCells(comparison, sort));
    this.virtual.setOptions(this.options());
    this.virtual._willUpdate();
    this.virtual.scrollToOffset(0);
    this.show();
  }

  private options() {
    return {
      count: this.rows.length,
      getScrollElement: () => this.scroll,
      estimateSize: () => (phone.matches ? 98 : 62),
      getItemKey: (index: number) => index,
      overscan: 6,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.draw(),
    };
  }

  private show(): void {
    for (const row of this.shown.values()) row.remove();
    this.shown.clear();
    this.draw();
  }

  private draw(): void {
    this.space.style.height = `${this.virtual.getTotalSize()}px`;
    const items = this.virtual.getVirtualItems();
    const wanted = new Set(items.map(({ index }) => index));
    for (const [index, row] of this.shown) {
      if (wanted.has(index)) continue;
      row.remove();
      this.shown.delete(index);
    }
    for (const item of items) if (!this.shown.has(item.index)) this.add(item);
  }

  private add({ index, start, size }: VirtualItem): void {
    const line = this.rows[index];
    const { comparison } = this;
    if (line === undefined || comparison === undefined) return;
    const inputs = element('div', { role: 'cell', class: 'inputs' });
    const own = element('div', { role: 'cell', class: 'answer' });
    const other = element('div', { role: 'cell', class: 'answer other' });
    const gain = comparison.gain(line);
    const row = element(
      'div',
      {
        role: 'row',
        class: `line ${comparison.hasFailed(line) ? 'failed' : ''}`,
        tabindex: 0,
        'aria-rowindex': index + 1,
        'data-line': line.line,
        onclick: () => this.host.onOpen(index),
        onkeydown: (event) => {
          if ((event as KeyboardEvent).key === 'Enter') this.host.onOpen(index);
        },
      },
      element('div', { role: 'cell', class: 'number' }, line.line),
      ...[inputs, own, other],
      scoreCell(comparison.score(line)),
      scoreCell(comparison.otherScore(line), 'other'),
      element(
        'div',
        { role: 'cell', class: `number other ${gainClass(gain)}` },
        gain === undefined ? '–' : signed(gain),
      ),
      element('div', { role: 'cell', class: 'number' }, milliseconds(comparison.own.durationMs[line.place] ?? 0)),
      element('div', { role: 'cell', class: 'number' }, figure(comparison.own.tokens[line.place] ?? 0)),
    );
    row.style.height = `${size}px`;
    row.style.transform = `translateY(${start}px)`;
    this.shown.set(index, row);
    this.space.append(row);
    void fill(comparison, line, { inputs, own, other });
  }

  private headerCells({ choice }: Comparison, sort: { readonly key: SortKey; readonly sign: 1 | -1 }): HTMLElement[] {
    const sorting = (key: SortKey, text: string, more = '') => {
      const order = sort.key !== key ? 'none' : sort.sign === 1 ? 'ascending' : 'descending';
      const button = element(
        'button',
        { type: 'button', 'data-sort': key, onclick: () => this.host.onSort(key) },
        text,
      );
      return element('div', { role: 'columnheader', class: `number ${more}`, 'aria-sort': order }, button);
    };
    const plain = (text: string, more = '') =>
      element('div', { role: 'columnheader', class: more, title: text }, cut(text, 60));
    return [
      sorting('line', 'line'),
      plain('inputs', 'inputs'),
      plain(`A: ${choice.run.label}`, 'answer'),
      plain(`B: ${choice.other?.label ?? ''}`, 'answer other'),
      sorting('score', choice.other === undefined ? 'score' : 'A'),
      sorting('otherScore', 'B', 'other'),
      sorting('gain', 'gain', 'other'),
      sorting('durationMs', 'time'),
      sorting('tokens', 'tokens'),
    ];
  }
}

function scoreCell(score: unknown, more = ''): HTMLElement {
  const number = typeof score === 'boolean' ? undefined : scoreNumber(score);
  const text = number !== undefined ? figure(number) : score === undefined || score === null ? '–' : valueText(score);
  return element('div', { role: 'cell', class: `number ${more}` }, text);
}

function gainClass(gain: number | undefined): string {
  if (gain === undefined || gain === 0) return '';
  return gain > 0 ? 'good' : 'bad';
}

interface TextCells {
  readonly inputs: HTMLElement;
  readonly own: HTMLElement;
  readonly other: HTMLElement;
}

async function fill(comparison: Comparison, line: ComparedLine, cells: TextCells): Promise<void> {
  const inputs = await comparison.lines.inputs(comparison.choice.run, line.place);
  const [before, after] = await comparison.answers(line);
  cells.inputs.append(cut(answerText(inputs), shownText));
  if (after === undefined) {
    cells.own.append(cut(before, shownText));
    return;
  }
  const [left, right] = differences(cut(before, shownText), cut(after, shownText));
  cells.own.append(left);
  cells.other.append(right);
}
