import { relative, resolve } from 'node:path';
import color from 'picocolors';
import { serveLabels } from '../../actions/label';
import { exportLabels } from '../../actions/label-export';
import { UserMistake } from '../../failure';
import { openBrowser } from '../open-browser';

interface Options {
  readonly env: string;
  readonly sandbox: boolean;
  readonly run?: string;
  readonly port: string;
  readonly open: boolean;
  readonly by?: string;
  readonly export?: string;
  readonly json: boolean;
  readonly project: string;
}

/** Serves the page on which a person labels answers until it is interrupted; or writes the labels as a dataset. */
export async function labelCommand(flow: string, options: Options): Promise<void> {
  const { env, sandbox, run, project } = options;
  const wanted = { flow, env, sandbox, root: resolve(project), ...(run !== undefined && { run }) };
  if (options.export === undefined) await serve(wanted, options);
  else await write({ ...wanted, file: resolve(options.export) }, options);
}

async function write(request: Parameters<typeof exportLabels>[0], { json }: Options): Promise<void> {
  const result = await exportLabels(request);
  if (json) console.log(JSON.stringify({ type: 'result', command: 'label', status: 'succeeded', ...result }));
  else {
    const shown = relative(process.cwd(), result.file);
    const left = result.rejected === 0 ? '' : `; ${result.rejected} rejected without a correction are left out`;
    console.log(`${color.cyan(shown)}: ${result.lines} lines${left}`);
  }
}

async function serve(
  wanted: Omit<Parameters<typeof serveLabels>[0], 'port'>,
  { port, open, by, json }: Options,
): Promise<void> {
  const served = await serveLabels({
    ...wanted,
    port: portOf(port),
    ...(by !== undefined && { by }),
    ...(json && { onLabel: (event) => console.log(JSON.stringify(event)) }),
  });
  const { flow, run, url, file } = served;
  if (json) console.log(JSON.stringify({ type: 'started', flow, run, url, file }));
  else console.log(`Answers of ${color.bold(flow)} are labelled at ${color.cyan(url)}\nCtrl-C ends it.`);
  if (open && !json && process.stdout.isTTY && process.env.CI === undefined) openBrowser(url);
  await new Promise((stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  await served.close();
  const summary = await served.summary();
  if (json) console.log(JSON.stringify({ type: 'result', command: 'label', status: 'succeeded', file, summary }));
  else {
    const share = `${Math.round(summary.acceptedShare * 100)} %`;
    console.log(`\nWhat a release answers: ${summary.judged} judged, ${summary.accepted} accepted (${share}).`);
  }
}

function portOf(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UserMistake(`--port must be a whole number from 0 to 65535, not "${text}".`);
}
