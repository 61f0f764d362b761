import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { type Label, readLabels } from '../../../experiments';
import { ExampleProject } from '../../end-to-end/project';

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);
const command = ['label', 'reply-composer', '--env', 'dev', '--sandbox'];

/** What the page is told. */
interface Answer {
  readonly flow: string;
  readonly first: string;
  readonly runs: readonly object[];
  readonly lines: readonly { readonly line: number; readonly verdict?: string }[];
  readonly outputs: readonly string[];
  readonly inputs: object;
  readonly expected: object;
  readonly scores: object;
  readonly label: Label;
  readonly error: string;
}

/** `llmops label`, as a person starts it. */
class LabelPage {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly run: string,
    private readonly lines: AsyncIterator<string>,
  ) {}

  static async start(project: ExampleProject, ...args: readonly string[]): Promise<LabelPage> {
    const child = project.start([...command, '--json', '--no-open', ...args]);
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    const { type, url, run } = JSON.parse(String(value)) as Record<'type' | 'url' | 'run', string>;
    if (type !== 'started') throw new Error(String(value));
    return new LabelPage(child, url, run, lines);
  }

  async get(path: string): Promise<Answer> {
    return (await (await fetch(this.url + path)).json()) as Answer;
  }

  async post(path: string, body: unknown): Promise<{ readonly status: number; readonly answer: Answer }> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, answer: (await response.json()) as Answer };
  }

  /** Ends it as Ctrl-C does, and answers its exit code and last line. */
  async stop() {
    const closed = once(this.child, 'close') as Promise<[number]>;
    this.child.kill('SIGINT');
    let last = '{}';
    for (let next = await this.lines.next(); next.done !== true; next = await this.lines.next()) last = next.value;
    return { exitCode: (await closed)[0], result: JSON.parse(last) };
  }
}

let project: ExampleProject;
let folder: string;
beforeAll(async () => {
  project = new ExampleProject(['reply-composer']);
  folder = project.path('.llmops/sandbox/experiments/dev/reply-composer');
  const { stderr } = await project.run(command);
  expect(stderr).toContain('There is no experiment of reply-composer in dev yet.');
  expect(await project.result('experiment', 'reply-composer', '--env', 'dev', '--yes')).toMatchObject({ exitCode: 0 });
});
afterEach(() => rmSync(`${folder}/labels.jsonl`, { force: true }));
afterAll(() => project.remove());

const labels = (): Promise<readonly Label[]> => readLabels(`${folder}/labels.jsonl`);

describe('the page that llmops label serves', () => {
  let page: LabelPage;
  beforeAll(async () => (page = await LabelPage.start(project, '--by', 'Ann')));
  afterAll(() => page.stop());

  test('shows each answer with its inputs, what was expected, and its scores', async () => {
    const { flow, first, runs } = await page.get('runs');
    expect(flow).toBe('reply-composer');
    expect(runs[0]).toMatchObject({ id: first, label: 'defaults', dataset: 'delays', isDefault: true });
    const { lines, outputs } = await page.get(`runs/${first}`);
    expect(lines[0]).toEqual({ line: 0, failed: false });
    expect(outputs).toEqual(expect.arrayContaining(['reply', 'needs_review']));
    const answer = await page.get(`runs/${first}/0`);
    expect(answer.inputs).toHaveProperty('customer_name');
    expect(answer.expected).toEqual({ must_mention: expect.anything(), expected_review: expect.anything() });
    expect(Object.keys(answer.scores)).toContainEqual(expect.stringMatching(/^content\./));
  });

  test('keeps labels with who gave them, and takes them back', async () => {
    const accepted = await page.post(`runs/${page.run}/0/label`, { verdict: 'accept', note: 'fine' });
    const corrected = { verdict: 'correct', corrected: { reply: 'Sorry!' } };
    const second = await page.post(`runs/${page.run}/1/label`, corrected);
    await page.post(`runs/${page.run}/2/label`, { verdict: 'reject' });
    await page.post(`runs/${page.run}/1/undo`, { id: second.answer.label.id });
    expect(accepted.status).toBe(200);
    expect((await page.get(`runs/${page.run}/0`)).label).toMatchObject({ verdict: 'accept', note: 'fine', by: 'Ann' });
    expect(await labels()).toEqual([
      expect.objectContaining({ line: 0, verdict: 'accept', dataset: 'delays', run: page.run }),
      expect.objectContaining({ line: 2, verdict: 'reject' }),
    ]);
  });

  test('is shared: no label of another page is lost or undone', async () => {
    const other = await LabelPage.start(project, '--by', 'Bo');
    const mine = await page.post(`runs/${page.run}/0/label`, { verdict: 'accept' });
    await other.post(`runs/${page.run}/0/label`, { verdict: 'reject' });
    const both = [page, other].flatMap((one, index) =>
      Array.from({ length: 4 }, (_, at) =>
        one.post(`runs/${page.run}/${1 + 2 * at + index}/label`, { verdict: 'accept' }),
      ),
    );
    await Promise.all(both);
    const undone = await page.post(`runs/${page.run}/0/undo`, { id: mine.answer.label.id });
    expect(undone).toMatchObject({
      status: 409,
      answer: { error: expect.stringContaining('Bo labelled this answer') },
    });
    expect((await page.get(`runs/${page.run}`)).lines.filter(({ verdict }) => verdict !== undefined)).toHaveLength(9);
    await other.stop();
  });

  test('refuses what cannot be said, and says why', async () => {
    const refused = async (line: number, body: unknown) => {
      const { status, answer } = await page.post(`runs/${page.run}/${line}/label`, body);
      expect(status).toBe(400);
      return answer.error;
    };
    expect(await refused(9999, { verdict: 'accept' })).toBe('The run has no line 9999.');
    expect(await refused(0, { verdict: 'correct', corrected: { answer: 1 } })).toBe('The flow has no output answer.');
    expect(await refused(0, { verdict: 'great' })).toContain('verdict');
    expect(await labels()).toEqual([]);
  });

  test('is closed to other sites', async () => {
    const { origin, port, pathname } = new URL(page.url);
    const statusOf = (headers: Record<string, string>, path = pathname) =>
      new Promise<number>((answered, failed) => {
        request({ port, path, headers }, (response) => answered(response.resume().statusCode ?? 0))
          .on('error', failed)
          .end();
      });
    expect(await statusOf({})).toBe(200);
    expect(await statusOf({}, '/')).toBe(404);
    expect(await statusOf({}, `/${'x'.repeat(pathname.length - 2)}/runs`)).toBe(404);
    expect(await statusOf({ host: `attacker.example:${port}` })).toBe(404);
    expect(await statusOf({ origin: 'https://attacker.example' })).toBe(404);
    const { headers } = await fetch(page.url, { headers: { origin } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'nonce-/);
  });
});

test('Ctrl-C ends it with a summary, and labels are a dataset: what was accepted or corrected, the same bytes each time', async () => {
  const page = await LabelPage.start(project, '--run', 'defaults');
  await page.post(`runs/${page.run}/3/label`, { verdict: 'correct', corrected: { reply: 'Sorry!' } });
  await page.post(`runs/${page.run}/0/label`, { verdict: 'accept' });
  await page.post(`runs/${page.run}/1/label`, { verdict: 'reject' });
  const { exitCode: ended, result } = await page.stop();
  expect(ended).toBe(0);
  const summary = { judged: 3, accepted: 1, rejected: 1, corrected: 1, acceptedShare: expect.closeTo(1 / 3) };
  expect(result).toMatchObject({ type: 'result', status: 'succeeded', summary });
  const { exitCode, stdout } = await project.run([...command, '--export', 'judged/replies.jsonl', '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ lines: 2, rejected: 1, file: project.path('judged/replies.jsonl') });
  const text = project.read('judged/replies.jsonl');
  const rows = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows).toEqual([
    expect.objectContaining({ customer_name: expect.any(String), expected_reply: expect.stringContaining('Ines') }),
    expect.objectContaining({ expected_reply: 'Sorry!', expected_needs_review: expect.any(Boolean) }),
  ]);
  await project.run([...command, '--export', 'judged/again.jsonl']);
  expect(project.read('judged/again.jsonl')).toBe(text);
});

test('what is wrong is said: a run that is not there, labels that are not there, data that changed', async () => {
  const mistake = async (...args: readonly string[]) => {
    const { exitCode, stderr } = await project.run([...command, ...args]);
    expect(exitCode).toBe(2);
    return stderr;
  };
  expect(await mistake('--run', 'nope')).toMatch(/no run "nope"[^]*defaults, on delays/);
  expect(await mistake('--export', 'out.jsonl')).toContain('No answer of reply-composer in dev was accepted');
  const data = 'flows/reply-composer/data/delays.jsonl';
  const before = project.read(data);
  project.edit(data, (text) => text.replace('\n', ' \n'));
  expect(await mistake()).toContain('The dataset delays changed since the experiment.');
  project.edit(data, () => before);
});

if (chromium === undefined) {
  process.stderr.write('The label page is not tested in a browser: there is no Chromium on this machine.\n');
}
(chromium === undefined ? describe.skip : describe)('in a browser', () => {
  let browser: Browser;
  let served: LabelPage;
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    browser = await launch({ executablePath: chromium!, args: ['--no-sandbox', '--disable-gpu'] });
    served = await LabelPage.start(project, '--by', 'Ann');
  });
  beforeEach(async () => {
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(served.url);
    await says('#place', 'Line 1 of');
  });
  afterEach(async () => {
    await page.close();
    expect(problems.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
  });

  const textOf = (selector: string) => page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`);
  const says = (selector: string, text: string) =>
    page.waitForFunction(
      `document.querySelector(${JSON.stringify(selector)})?.textContent.includes(${JSON.stringify(text)})`,
    );

  test('a person labels lines by keys, corrects one, and takes one back', async () => {
    await page.keyboard.press('a');
    await says('#place', 'Line 2 of');
    await page.keyboard.press('r');
    await says('#place', 'Line 3 of');
    await page.keyboard.press('n');
    await page.keyboard.type('a reason');
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await says('#place', 'Line 4 of');
    await page.keyboard.press('c');
    const reply = await page.waitForSelector('textarea[name=reply]', { visible: true });
    await reply!.evaluate((control) => ((control as unknown as { value: string }).value = '<b>Sorry</b>'));
    await page.keyboard.down('Control');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Control');
    await says('#place', 'Line 5 of');
    await page.keyboard.press('a');
    await says('#place', 'Line 6 of');
    await page.keyboard.press('u');
    await says('#message', 'The label of line 5 was taken back.');
    await says('#counts', '4 of');
    await page.keyboard.press('ArrowLeft');
    await says('#outputs', '<b>Sorry</b>');
    expect(await page.$('#outputs b')).toBeNull();
    expect((await labels()).map(({ line, verdict, note }) => [line, verdict, note])).toEqual([
      [0, 'accept', undefined],
      [1, 'reject', undefined],
      [2, 'reject', 'a reason'],
      [3, 'correct', undefined],
    ]);
  });

  test('lines can be filtered, and another page brings its labels here', async () => {
    await served.post(`runs/${served.run}/0/label`, { verdict: 'accept' });
    await served.post(`runs/${served.run}/2/label`, { verdict: 'reject' });
    await says('#label', 'accepted by Ann');
    await page.select('#filter', 'unlabelled');
    await says('#place', 'Line 2 of');
    await page.select('#filter', 'failed');
    await says('#place', 'Line 3 of');
    expect(await textOf('#label')).toContain('rejected by Ann');
  });

  test('a correction that is no JSON is not taken', async () => {
    await page.keyboard.press('c');
    const control = await page.waitForSelector('textarea[name=needs_review]', { visible: true });
    await control!.evaluate((element) => ((element as unknown as { value: string }).value = 'maybe'));
    await page.click('#editor button[type=submit]');
    await says('#message', 'needs_review is not valid JSON');
    expect(await labels()).toEqual([]);
  });
});
