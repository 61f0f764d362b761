import { type PageFlow, type PageSummary } from '../../html/page-data';
import { element } from '../element';
import { themeButton } from '../theme';

/** What the report is about, what it comes to, and where its parts are. */
export function header({ environment, skipped }: PageSummary, flow: PageFlow | undefined): HTMLElement {
  const verdict =
    flow?.verdict ??
    (skipped === undefined ? undefined : { kind: 'skipped', text: `The experiment was skipped: ${skipped}` });
  const facts = flow === undefined ? [] : factsOf(flow);
  return element(
    'header',
    { class: 'top' },
    element(
      'div',
      {},
      element('h1', {}, flow?.flow ?? 'All flows', element('span', { class: 'quiet' }, ` in ${environment}`)),
      verdict === undefined ? undefined : element('p', { class: `verdict ${verdict.kind}` }, verdict.text),
      element('p', { class: 'quiet facts' }, facts.join(' · ')),
    ),
    themeButton(),
  );
}

function factsOf({ createdAt, commit, flowHash, runs }: PageFlow): string[] {
  const reused = runs.filter((run) => run.reused).length;
  const lines = runs.reduce((sum, run) => sum + run.lines.total, 0);
  return [
    new Date(createdAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }) + ' UTC',
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 10)}`]),
    `flow ${flowHash.slice(0, 10)}`,
    `${runs.length} runs${reused > 0 ? ` (${reused} reused)` : ''}`,
    `${lines.toLocaleString('en')} lines`,
  ];
}

/** Links to the sections that there are. */
export function contents(main: HTMLElement): HTMLElement {
  const links = [...main.querySelectorAll<HTMLElement>('section[id]')].map((one) =>
    element('a', { href: `#${one.id}` }, one.querySelector('h2')?.textContent ?? ''),
  );
  return element('nav', { 'aria-label': 'Sections' }, links);
}
