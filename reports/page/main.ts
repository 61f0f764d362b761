import { type PageFlow, type PageRun, type PageSummary } from '../html/page-data';
import { confusionSection } from './charts/confusion';
import { distributionsSection } from './charts/distributions';
import { metricsSection } from './charts/metrics';
import { element } from './element';
import { FlowLines } from './lines/flow-lines';
import { failuresSection } from './sections/failures';
import { flowsSection } from './sections/flows';
import { contents, header } from './sections/header';
import { LinesSection } from './sections/lines';
import { runsSection } from './sections/runs';
import { gatesSection, winnersSection } from './sections/summary';

const main = document.querySelector<HTMLElement>('#report') ?? document.body;
const summary = jsonOf('summary') as PageSummary;
const [first] = summary.flows;
main.replaceChildren();
if (summary.isIndex || first === undefined) {
  main.append(header(summary, undefined), flowsSection(summary.flows), footer());
} else showFlow(first);

function showFlow(flow: PageFlow): void {
  let lines: LinesSection | undefined;
  const show = (run: PageRun) => {
    const base = flow.runs.find((one) => one.isDefault && one.dataset === run.dataset);
    lines?.show(base ?? run, base === run ? undefined : run);
  };
  const sections =
    flow.runs.length === 0
      ? []
      : [
          winnersSection(flow),
          gatesSection(flow),
          runsSection(flow, show),
          metricsSection(flow),
          confusionSection(flow),
        ];
  const shown = sections.filter((one) => one !== undefined);
  const place = element(
    'div',
    {},
    element('p', { class: 'quiet loading' }, flow.runs.length === 0 ? '' : 'Opening the lines…'),
  );
  const top = header(summary, flow);
  main.append(top, ...shown, place, footer());
  top.after(contents(main));
  // The lines stand behind this script, and are not there before the whole file is read.
  const open = async () => {
    lines = await showLines(flow, place);
    main.querySelector('nav')?.replaceWith(contents(main));
    document.documentElement.dataset.ready = 'true';
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => void open());
  else void open();
}

async function showLines(flow: PageFlow, place: HTMLElement): Promise<LinesSection | undefined> {
  const all = await FlowLines.open(flow.runs);
  const base =
    flow.runs.find((run) => run.isDefault && all.of(run).count > 0) ?? flow.runs.find((run) => all.of(run).count > 0);
  if (base === undefined) {
    place.replaceChildren();
    return undefined;
  }
  const section = new LinesSection(flow, all, base);
  const failures = await failuresSection(all, (run, line) => section.open(run, line));
  const others = [distributionsSection(flow, all), failures, section.element];
  place.replaceChildren(...others.filter((one) => one !== undefined));
  section.connect();
  return section;
}

function footer(): HTMLElement {
  const licenses = element('pre', {}, String(jsonOf('licenses')));
  return element(
    'footer',
    { class: 'quiet' },
    'Made by llmops report. This file needs no network. ',
    element('a', { href: './details.csv' }, 'details.csv'),
    ' · ',
    element('a', { href: './metrics.csv' }, 'metrics.csv'),
    ' · ',
    element('a', { href: './report.md' }, 'report.md'),
    element('details', {}, element('summary', {}, 'Licenses of the libraries in this page'), licenses),
  );
}

function jsonOf(id: string): unknown {
  return JSON.parse(document.querySelector(`#${id}`)?.textContent ?? 'null');
}
