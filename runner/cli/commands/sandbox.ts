import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import { sandboxDirectory, simulationFiles } from '../../clouds/sandbox';
import { openSandbox, resetSandbox, type Sandbox } from '../../../sandbox';
import { loadProject } from '../../../model';
import { UserMistake } from '../../failure';
import { ask, refuseToAsk } from '../render/ask';

interface Options {
  readonly project: string;
  readonly json: boolean;
  readonly yes?: boolean;
}

/** Serves what is deployed in the sandbox until it is interrupted. */
export async function startCommand({ project: folder, json }: Options): Promise<void> {
  const sandbox = await open(folder);
  const { endpoints } = await sandbox.status();
  if (json) console.log(JSON.stringify({ type: 'started', endpoint: sandbox.endpoint, endpoints }));
  else {
    console.log(
      `The sandbox serves on ${styleText('cyan', sandbox.endpoint)} (a console for the browser; everything in it is simulated).`,
    );
    if (endpoints.length === 0) console.log('Nothing is deployed yet: npx llmops deploy --env dev --sandbox --yes');
  }
  if (!sandbox.hosted) {
    if (!json) console.log('Another process hosts it already; this one has nothing to do.');
    await sandbox.close();
    return;
  }
  if (!json) console.log('Ctrl-C ends it.');
  await new Promise((stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  await sandbox.close();
}

/** What the sandbox holds, and whether a process is hosting it. */
export async function statusCommand({ project, json }: Options): Promise<void> {
  const sandbox = await open(project);
  try {
    const status = await sandbox.status();
    if (json) {
      console.log(JSON.stringify({ directory: sandbox.directory, running: !sandbox.hosted, ...status }));
      return;
    }
    console.log(`${sandbox.directory}: ${sandbox.hosted ? 'not running' : `running on ${sandbox.endpoint}`}`);
  } finally {
    await sandbox.close();
  }
}

/** Deletes the sandbox's folder: resources, blobs, state, releases. */
export async function resetCommand({ project, json, yes = false }: Options): Promise<void> {
  const directory = sandboxDirectory(resolve(project));
  if (!yes) {
    const confirmation = { question: 'Delete the sandbox with everything in it?', details: [directory] };
    const approved = process.stdin.isTTY ? await ask(confirmation) : await refuseToAsk();
    if (!approved) {
      process.exitCode = 3;
      return;
    }
  }
  await resetSandbox(directory);
  console.log(
    json ? JSON.stringify({ type: 'result', command: 'sandbox reset', directory }) : `${directory} is deleted.`,
  );
}

/** Runs a command with the sandbox in place of Azure, and answers its exit code. */
export async function execCommand(command: readonly string[], { project }: Pick<Options, 'project'>): Promise<void> {
  const [program, ...programArguments] = command;
  if (program === undefined) throw new UserMistake('There is no command after "sandbox exec --".');
  const sandbox = await open(project);
  try {
    process.exitCode = await new Promise<number>((finished, failed) => {
      const child = spawn(program, programArguments, {
        stdio: 'inherit',
        env: { ...process.env, ...sandbox.environment() },
      });
      child.once('error', (error: NodeJS.ErrnoException) =>
        failed(error.code === 'ENOENT' ? new UserMistake(`There is no command "${program}" on this machine.`) : error),
      );
      child.once('close', (code) => finished(code ?? 1));
    });
  } finally {
    await sandbox.close();
  }
}

async function open(folder: string): Promise<Sandbox> {
  const root = resolve(folder);
  const { project } = await loadProject(root);
  return openSandbox({
    directory: sandboxDirectory(root),
    simulation: project === undefined ? [] : simulationFiles(project),
  });
}
