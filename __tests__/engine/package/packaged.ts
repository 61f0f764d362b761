import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../../engine';
import {
  dockerContext,
  readDefinition,
  serverFiles,
  writeContext,
  type DockerContext,
  type PackageFile,
} from '../../../engine/package';
import { writeFlow, type Files } from '../flow-folder';

export interface Packaging {
  readonly variants?: Readonly<Record<string, string>>;
  readonly connections?: readonly Connection[];
  /** File of the flow, where its folder does not tell it. */
  readonly file?: string;
}

/** The context of a flow, with the program that `npm run build` made of this source. */
export async function contextOf(files: Files, { variants = {}, connections = [], file = '' }: Packaging = {}) {
  return dockerContext({
    name: "Ada's greeter",
    version: '1.2.3',
    definition: await readDefinition(join(writeFlow(files), file), variants),
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
    server: await serverFiles(),
    variants,
    connections,
  });
}

/** The text of one of a context's files. */
export function textOf({ files }: DockerContext, path: string): string {
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`The context has no ${path}.`);
  return file.content.toString();
}

const folders: string[] = [];
const servers: ChildProcess[] = [];

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'package-test-'));
  folders.push(folder);
  return folder;
}

export interface RunningContext {
  readonly url: string;
  readonly process: ChildProcess;
  /** What it wrote until now. */
  readonly log: () => string;
}

/** Writes a context to an empty folder and runs its start script there with no environment but the variables given. */
export async function start(
  files: readonly PackageFile[],
  variables: Readonly<Record<string, string>> = {},
): Promise<RunningContext> {
  const folder = join(temporaryFolder(), 'context');
  await writeContext(folder, files);
  const port = await freePort();
  const path = [join(process.execPath, '..'), '/usr/bin', '/bin'].join(':');
  const child = spawn(join(folder, 'start.sh'), { env: { PATH: path, PORT: `${port}`, ...variables }, cwd: '/' });
  servers.push(child);
  let log = '';
  const started = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      log += text.toString();
      if (log.includes('"started"')) resolve();
    });
    child.stderr.on('data', (text: Buffer) => (log += text.toString()));
    child.once('close', (code) => reject(new Error(`start.sh ended with ${code}: ${log}`)));
  });
  await started;
  return { url: `http://127.0.0.1:${port}`, process: child, log: () => log };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Everything that is written in a folder, as one text. */
export function everythingIn(folder: string): string {
  const files = execFileSync('find', [folder, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n');
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

afterAll(() => {
  for (const child of servers) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
