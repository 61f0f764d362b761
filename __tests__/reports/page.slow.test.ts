import { join } from 'node:path';
import { writeReports } from '../../reports';
import { chromium, ReportPage } from './report-page';
import { type Ticket, TicketExperiment } from './ticket-experiment';

const hostile = '<script>document.title="run"</script></script><img src=x onerror=\'document.title="run"\'>"\u2028${1}';
const huge = 'A word and another. '.repeat(10_000);
const tickets: readonly Ticket[] = [
  { text: hostile, expected: 'billing', short: hostile, long: 'billing' },
  { text: 'Two', expected: 'outage', short: 'outage', long: 'billing' },
  { text: 'Three', expected: 'outage', short: 'error', long: 'outage' },
  { text: huge, expected: 'question', short: huge, long: `${huge}and more` },
  ...Array.from({ length: 596 }, (_none, index) => {
    const expected = index % 2 === 0 ? 'billing' : 'outage';
    return { text: `Ticket ${index}`, expected, short: expected, long: expected };
  }),
];

const flow = new TicketExperiment();
let report: ReportPage;
beforeAll(async () => {
  const files = await writeReports(await flow.result(tickets), { folder: join(flow.root, 'report') });
  if (chromium !== undefined) report = await ReportPage.open(files.html);
}, 30_000);
afterAll(async () => {
  if (chromium !== undefined) await report.close();
  flow.remove();
});

/** Tests of a page need a browser; where there is none, the name of the test says so. */
const inChromium = (name: string, run: () => Promise<void>) => {
  if (chromium !== undefined) test(name, run, 20_000);
  else test.skip(`${name} (skipped: there is no Chromium on this machine)`, run);
};

async function filter(name: string): Promise<void> {
  await report.page.click(`[data-filter=${name}]`);
  await report.untilText('[role=status]', 'of 600 lines');
}

inChromium('the page shows winner, gates, runs, charts, classes and failures', async () => {
  expect(await report.texts('.winner')).toEqual(['classify=long']);
  expect(await report.texts('.verdict')).toEqual(['1 of 1 gate not met.']);
  expect(await report.texts('#gates tbody tr')).toEqual([expect.stringContaining('0.2')]);
  expect(await report.texts('#runs .link')).toEqual(['defaults', 'classify=long']);
  expect((await report.texts('#metrics svg')).length).toBeGreaterThan(1);
  expect(await report.texts('#failures tbody tr')).toEqual([expect.stringContaining('UndefinedError')]);
});

inChromium('only the lines that can be seen are in the page', async () => {
  expect((await report.lines()).length).toBeLessThan(60);
  await report.page.evaluate('document.querySelector(".line-scroll").scrollTop = 1e9');
  await report.page.waitForSelector('[data-line="599"]');
});

inChromium('lines are sorted by a click on a header', async () => {
  await report.page.click('[data-sort=line]');
  await report.page.waitForSelector('[data-line="599"]');
  expect((await report.lines()).slice(0, 3)).toEqual([599, 598, 597]);
  await report.page.click('[data-sort=line]');
  await report.page.waitForSelector('[data-line="0"]');
});

inChromium('two runs are compared: lines that got better, worse, changed or failed', async () => {
  await filter('better');
  expect(await report.lines()).toEqual([0]);
  await filter('worse');
  expect(await report.lines()).toEqual([1]);
  await filter('changed');
  expect(await report.lines()).toEqual([0, 1, 2, 3]);
  await filter('failed');
  expect(await report.lines()).toEqual([2]);
  await filter('all');
});

inChromium('a line opens with both answers, their differences, its scores and its trace', async () => {
  await report.page.click('[data-line="1"]');
  await report.page.waitForSelector('.line-dialog del');
  expect(await report.texts('.line-dialog del')).toEqual(['outage']);
  expect(await report.texts('.line-dialog ins')).toEqual(['billing']);
  expect(await report.texts('.line-dialog .scores th')).toContain('quality.grade.right');
  expect(await report.texts('.line-dialog .trace .step')).toContain('classify');
  await report.page.keyboard.press('ArrowRight');
  await report.untilText('.line-dialog pre.bad', 'UndefinedError');
  await report.page.keyboard.press('ArrowRight');
  await report.untilText('.line-dialog ins', 'and more');
  await report.page.keyboard.press('Escape');
});

inChromium('what models wrote is text, nothing is fetched, and the policy of the page is kept', async () => {
  await report.page.click('[data-line="0"]');
  await report.untilText('.line-dialog h3', 'Line 0');
  const shown = await report.texts('.line-dialog pre');
  expect(shown.filter((text) => text === hostile)).toHaveLength(3);
  await report.page.keyboard.press('Escape');
  expect(await report.page.title()).toBe('triage in dev: experiment');
  expect(await report.page.$$('img, #report script')).toEqual([]);
  expect(report.faults).toEqual([]);
});

inChromium('lines are found by their texts', async () => {
  await report.page.type('#lines input[type=search]', 'TICKET 59');
  await report.page.keyboard.press('Enter');
  await report.untilText('[role=status]', '7 of 600');
});

inChromium('the theme follows the system until somebody chooses', async () => {
  const background = () => report.page.evaluate('getComputedStyle(document.body).backgroundColor');
  await report.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  const dark = await background();
  await report.page.click('.theme');
  expect(await background()).not.toBe(dark);
});
