import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import color from 'picocolors';
import { sandboxDirectory, simulationFiles } from '../../clouds/sandbox';
import { openSandbox, resetSandbox, type Sandbox, type SandboxOptions, type SandboxState } from '../../../sandbox';
import { loadProject, type Project } from '../../../model';
import { UserMistake } from '../../failure';
import { ask, refuseToAsk } from '../render/ask';
import { curlLine } from '../render/curl-line';

interface Options {
  readonly project: string;
  readonly json: boolean;
  readonly yes?: boolean;
}

/** Serves what is deployed in the sandbox until it is interrupted. */
export async function startCommand({ project: folder, json }: Options): Promise<void> {
  const { sandbox, project } = await open(folder);
  const state = await sandbox.status();
  if (json) console.log(JSON.stringify({ type: 'started', hosted: sandbox.hosted, ...state }));
  else renderStart(sandbox, state, project);
  if (sandbox.hosted) {
    await new Promise((stop) => {
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
    });
  }
  await sandbox.close();
}

function renderStart(sandbox: Sandbox, { endpoints, authorizationFile }: SandboxState, project: Project | undefined) {
  console.log(`The sandbox: an emulated Azure. Nothing in it is real; models that flows call are simulated.`);
  console.log(`Console  ${color.cyan(sandbox.endpoint)}`);
  if (endpoints.length === 0) console.log('Nothing is deployed yet: npx llmops deploy --env dev --sandbox --yes');
  for (const { name, scoringUri, traffic } of endpoints) {
    const shares = Object.entries(traffic).map(([deployment, percent]) => `${deployment} ${percent} %`);
    console.log(`\n${color.bold(name)}  ${shares.join(', ') || 'no traffic'}`);
    const request = sampleRequest(project, name);
    console.log(`  ${request === undefined ? scoringUri : curlLine(scoringUri, authorizationFile, request)}`);
  }
  console.log(sandbox.hosted ? '\nCtrl-C ends it.' : '\nAnother process hosts it already: this one has nothing to do.');
}

function sampleRequest(project: Project | undefined, endpoint: string): string | undefined {
  return Object.values(project?.environments ?? {})
    .flatMap(({ flows }) => flows.flatMap(({ targets }) => targets))
    .find(({ name }) => name === endpoint)?.test?.request;
}

/** What the sandbox holds, and whether a process is hosting it. */
export async function statusCommand({ project: folder, json }: Options): Promise<void> {
  const { sandbox } = await open(folder, { terraform: false });
  try {
    const state = await sandbox.status();
    const running = !sandbox.hosted;
    if (json) {
      console.log(JSON.stringify({ running, ...state }));
      return;
    }
    console.log(`${state.directory}: ${running ? `running on ${state.endpoint}` : 'not running'}`);
    console.log(`${state.resources.length} resources, ${state.endpoints.length} endpoints`);
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
  const { sandbox } = await open(project);
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

async function open(
  folder: string,
  options: Pick<SandboxOptions, 'terraform'> = {},
): Promise<{ sandbox: Sandbox; project: Project | undefined }> {
  const root = resolve(folder);
  const { project } = loadProject(root);
  const simulation = project === undefined ? [] : simulationFiles(project);
  return { sandbox: await openSandbox({ directory: sandboxDirectory(root), simulation, ...options }), project };
}
