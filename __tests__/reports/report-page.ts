import { existsSync } from 'node:fs';
import { launch, type Browser, type Page } from 'puppeteer-core';

const places = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Where Chromium is on this machine; tests that need it say so where it is nowhere. */
export const chromium = places.find((place) => place !== '' && existsSync(place));

/** An HTML report in a real browser. What runs in the page is given as text, since these files know no DOM. */
export class ReportPage {
  /** What the page complained of, and what it wanted to fetch. */
  readonly faults: string[] = [];

  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
  ) {
    page.on('console', (message) => this.faults.push(message.text()));
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) this.faults.push(`request to ${request.url()}`);
    });
  }

  static async open(file: string): Promise<ReportPage> {
    if (chromium === undefined) throw new Error('There is no Chromium on this machine.');
    // Its own sandbox needs rights that containers do not give.
    const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
    const browser = await launch({ executablePath: chromium, args });
    const report = new ReportPage(browser, await browser.newPage());
    await report.page.setViewport({ width: 1280, height: 900 });
    await report.page.goto(`file://${file}`);
    await report.page.waitForSelector('[data-ready] .line');
    return report;
  }

  /** What elements hold. */
  async texts(selector: string): Promise<readonly string[]> {
    const all = `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
    return (await this.page.evaluate(`${all}.map((one) => one.textContent)`)) as string[];
  }

  /** Numbers of the lines that are in the page. */
  async lines(): Promise<readonly number[]> {
    const numbers = '[...document.querySelectorAll(".line")].map((one) => Number(one.dataset.line))';
    return (await this.page.evaluate(numbers)) as number[];
  }

  async until(condition: string): Promise<void> {
    await this.page.waitForFunction(condition);
  }

  /** Waits for an element that holds a text. */
  async untilText(selector: string, text: string): Promise<void> {
    const found = `document.querySelector(${JSON.stringify(selector)})?.textContent`;
    await this.until(`${found}?.includes(${JSON.stringify(text)})`);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}
