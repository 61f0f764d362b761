import { relative, resolve } from 'node:path';
import color from 'picocolors';
import type { ReportFiles } from '../../../reports';
import { report } from '../../actions/report';
import { UserMistake } from '../../failure';

interface Options {
  readonly env: string;
  readonly all: boolean;
  readonly openPath: boolean;
  readonly sandbox: boolean;
  readonly json: boolean;
  readonly project: string;
}

/** Writes reports, and tells where they are. */
export async function reportCommand(flow: string | undefined, options: Options): Promise<void> {
  const { env, all, openPath, sandbox, json, project } = options;
  if ((flow === undefined) !== all) {
    throw new UserMistake('Name one flow, or give --all.', 'Such as: llmops report web-classification --env dev');
  }
  const named = flow === undefined ? {} : { flow };
  const result = await report({ root: resolve(project), env, sandbox, ...named });
  if (json) {
    console.log(JSON.stringify({ type: 'result', command: 'report', env, sandbox, status: 'succeeded', ...result }));
    return;
  }
  const files = result.index ?? Object.values(result.flows)[0];
  if (openPath) {
    console.log(files?.html ?? '');
    return;
  }
  for (const [name, own] of Object.entries(result.flows)) show(name, own);
  if (result.index !== undefined) show('all flows', result.index);
}

function show(name: string, { html, markdown, details, metrics }: ReportFiles): void {
  console.log(color.bold(name));
  for (const file of [html, markdown, metrics, details]) {
    const path = relative(process.cwd(), file);
    console.log(`  ${color.cyan(path.startsWith('..') ? file : path)}`);
  }
}
