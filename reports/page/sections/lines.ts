import { decidingScore, scoreDirection } from '../../findings/deciding-score';
import { type PageFlow, type PageRun } from '../../html/page-data';
import { element, section, select } from '../element';
import { type ComparedLine, Comparison, type LineFilter, type SortKey } from '../lines/comparison';
import { type FlowLines } from '../lines/flow-lines';
import { LineDialog } from '../lines/line-dialog';
import { LineTable } from '../lines/line-table';

const filters: readonly (readonly [LineFilter, string])[] = [
  ['all', 'all'],
  ['changed', 'changed'],
  ['better', 'better'],
  ['worse', 'worse'],
  ['failed', 'failed'],
];

/** Every line of a run, or of two runs side by side. */
export class LinesSection {
  readonly element: HTMLElement;
  private readonly controls = element('div', { class: 'controls' });
  private readonly status = element('p', { class: 'quiet', role: 'status' });
  private readonly table: LineTable;
  private readonly dialog = new LineDialog();
  private readonly scores: readonly string[];
  private run: PageRun;
  private other: PageRun | undefined;
  private score: string | undefined;
  private isLowerBetter = false;
  private filter: LineFilter = 'all';
  private search = '';
  private sort: { key: SortKey; sign: 1 | -1 } = { key: 'line', sign: 1 };
  private comparison: Comparison;
  private rows: readonly ComparedLine[] = [];

  constructor(
    private readonly flow: PageFlow,
    private readonly lines: FlowLines,
    first: PageRun,
  ) {
    this.run = first;
    this.scores = lines.numericScores();
    this.other = this.rival(first);
    const metrics = flow.gates.map(({ gate }) => gate);
    this.score = decidingScore(this.scores, metrics, flow.means);
    this.isLowerBetter = this.directionOf(this.score) === 'lower';
    this.comparison = this.compare();
    this.table = new LineTable({
      onSort: (key) => {
        this.sort = { key, sign: this.sort.key === key && this.sort.sign === 1 ? -1 : 1 };
        void this.update();
      },
      onOpen: (row) => this.dialog.open(this.comparison, this.rows, row),
    });
    this.element = section('lines', 'Lines', this.controls, this.status, this.table.element);
  }

  connect(): void {
    this.table.connect();
    this.choose();
  }

  /** Shows one line in full. */
  open(run: PageRun, place: number): void {
    this.run = run;
    this.other = this.rival(run);
    this.filter = 'all';
    this.search = '';
    this.choose();
    const at = this.comparison.rows.findIndex((row) => row.place === place);
    this.dialog.open(this.comparison, this.comparison.rows, at);
  }

  /** Shows two runs side by side. */
  show(run: PageRun, other: PageRun | undefined): void {
    this.run = run;
    this.other = other;
    this.choose();
    this.element.scrollIntoView();
  }

  /** The run that reviewers ask about: the best one, or else the default, or any other. */
  private rival(run: PageRun): PageRun | undefined {
    const own = this.flow.runs.filter((one) => one.dataset === run.dataset && one !== run);
    const best = this.flow.winners.find(({ dataset }) => dataset === run.dataset)?.runs ?? [];
    return own.find(({ id }) => best.includes(id)) ?? own.find(({ isDefault }) => isDefault) ?? own[0];
  }

  private directionOf(score: string | undefined): string {
    return score === undefined ? 'higher' : scoreDirection(score, this.flow.better, this.flow.means);
  }

  private compare(): Comparison {
    const { run, other, score, isLowerBetter } = this;
    return new Comparison({ run, other, score, isLowerBetter }, this.lines);
  }

  private choose(): void {
    this.comparison = this.compare();
    this.drawControls();
    void this.update();
  }

  private drawControls(): void {
    const { runs } = this.flow;
    const id = (run: PageRun) => String(runs.indexOf(run));
    const hasDatasets = new Set(runs.map(({ dataset }) => dataset)).size > 1;
    const name = (run: PageRun) => (hasDatasets ? `${run.dataset}: ${run.label}` : run.label);
    const option = (run: PageRun) => [id(run), name(run)] as const;
    const others = runs.filter((one) => one.dataset === this.run.dataset && one !== this.run);
    const runSelect = select('A', runs.map(option), id(this.run), (value) => {
      this.run = runs[Number(value)] ?? this.run;
      if (this.other === this.run || this.other?.dataset !== this.run.dataset) this.other = this.rival(this.run);
      this.choose();
    });
    const otherSelect = select(
      'B',
      [['', 'none'], ...others.map(option)],
      this.other === undefined ? '' : id(this.other),
      (value) => {
        this.other = value === '' ? undefined : runs[Number(value)];
        this.choose();
      },
    );
    const scoreSelect = select(
      'judged by',
      this.scores.map((score) => [score, score] as const),
      this.score ?? '',
      (value) => {
        this.score = value;
        this.isLowerBetter = this.directionOf(value) === 'lower';
        this.choose();
      },
    );
    const direction = select(
      'better is',
      [
        ['higher', 'higher'],
        ['lower', 'lower'],
      ],
      this.isLowerBetter ? 'lower' : 'higher',
      (value) => {
        this.isLowerBetter = value === 'lower';
        this.choose();
      },
    );
    const search = element('input', {
      type: 'search',
      value: this.search,
      placeholder: 'in inputs and answers',
      onchange: () => {
        this.search = search.value;
        void this.update();
      },
    });
    const scored = this.scores.length > 0 ? [scoreSelect, direction] : [];
    const find = element('label', { class: 'control' }, element('span', {}, 'find'), search);
    this.controls.replaceChildren(runSelect, otherSelect, ...scored, this.filterButtons(), find);
  }

  private filterButtons(): HTMLElement {
    const buttons = filters.map(([filter, text]) => {
      const button = element(
        'button',
        { type: 'button', 'data-filter': filter, 'aria-pressed': String(filter === this.filter) },
        `${text} `,
        element('span', { class: 'quiet' }, this.comparison.count(filter).toLocaleString('en')),
      );
      button.addEventListener('click', () => {
        this.filter = filter;
        for (const [index, one] of buttons.entries()) {
          one.setAttribute('aria-pressed', String(filters[index]?.[0] === filter));
        }
        void this.update();
      });
      return button;
    });
    return element('div', { class: 'filters', role: 'group', 'aria-label': 'Show lines' }, buttons);
  }

  private async update(): Promise<void> {
    const { comparison, filter, search, sort } = this;
    let rows = comparison.rows.filter((row) => comparison.matches(row, filter));
    if (search !== '') {
      this.status.textContent = 'Searching…';
      rows = await this.found(rows, search.toLowerCase());
      if (comparison !== this.comparison || filter !== this.filter || search !== this.search) return;
    }
    this.rows = comparison.sorted(rows, sort.key, sort.sign);
    this.status.textContent = `${this.rows.length.toLocaleString('en')} of ${comparison.rows.length.toLocaleString('en')} lines. Open one for its full texts, scores and trace.`;
    this.table.update(comparison, this.rows, sort);
  }

  private async found(rows: readonly ComparedLine[], text: string): Promise<ComparedLine[]> {
    const { comparison } = this;
    const found: ComparedLine[] = [];
    for (const row of rows) if (await comparison.holds(row, text)) found.push(row);
    return found;
  }
}
