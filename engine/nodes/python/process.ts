import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { FlowError } from '../../error';
import { AskedCalls, type AnswerCall } from './asked-calls';
import type { CallMessage } from './calls';
import type { Operations, WorkerError, WorkerMessage } from './protocol';

const workerScript = join(__dirname, '../../python/worker.py');
const graceMs = 2_000;
const answerMs = 2_000;

export interface PythonProcessOptions {
  /** The interpreter: a name on the PATH or a path. */
  readonly python: string;
  /** What a tool printed or logged; `request` is undefined when no request was under way in its thread. */
  readonly onPrinted: (stream: 'stdout' | 'stderr', text: string, request: number | undefined) => void;
  readonly onMetric: (key: string, json: string, request: number | undefined) => void;
  /** A tool asks the engine for something. */
  readonly onCall: AnswerCall;
}

/** The worker said that a request failed. */
export class WorkerFailure extends Error {
  constructor(readonly failure: WorkerError) {
    super(failure.message);
  }
}

/** The process ended while requests were under way, or before. */
export class ProcessEnded extends Error {
  constructor(readonly reason: string) {
    super(`The Python process ended: ${reason}.`);
  }
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What an answer may have left in the worker. */
interface Discarded {
  readonly handle?: number;
  readonly changed?: Readonly<Record<string, { readonly handle?: number }>>;
}

/** One `python3` that runs the tools of one flow. It lives until `close`, or until this process ends. */
export class PythonProcess {
  private readonly child: ChildProcess;
  private readonly requests: Writable;
  private readonly pending = new Map<number, Pending>();
  private readonly asked: AskedCalls;
  private readonly ended: Promise<void>;
  private end: Error | undefined;
  private lastId = 0;

  constructor(private readonly options: PythonProcessOptions) {
    this.asked = new AskedCalls(options.onCall, (answer) => {
      if (this.alive) this.send({ operation: 'answer', ...answer });
    });
    this.child = spawn(options.python, [workerScript], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      // A group of its own lets the worker end what its tools started.
      detached: true,
    });
    this.requests = this.child.stdio[3] as Writable;
    // A write to a process that just died: its exit says more.
    this.requests.on('error', () => undefined);
    createInterface({ input: this.child.stdio[4] as Readable, crlfDelay: Infinity }).on('line', (line) =>
      this.receive(JSON.parse(line) as WorkerMessage | CallMessage),
    );
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => options.onPrinted('stdout', text, undefined));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => options.onPrinted('stderr', text, undefined));
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.fail(pythonMissing(options.python, error));
        resolve();
      });
      // Its guard sees this, and ends what its tools started.
      this.child.once('exit', () => this.requests.destroy());
      this.child.once('close', (code, signal) => {
        this.fail(new ProcessEnded(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`));
        resolve();
      });
    });
    this.holdEventLoop(false);
  }

  /** Whether requests can still be made. */
  get alive(): boolean {
    return this.end === undefined;
  }

  /**
   * Asks the worker. Rejects with a `WorkerFailure`, with a `ProcessEnded`, or, once `signal` aborts, with its reason;
   * the tool is then interrupted where Python can be.
   */
  request<K extends keyof Operations>(
    operation: K,
    body: Operations[K]['request'],
    options: { readonly signal?: AbortSignal; readonly onId?: (id: number) => void } = {},
  ): Promise<Operations[K]['result']> {
    if (this.end !== undefined) return Promise.reject(this.end);
    const id = ++this.lastId;
    options.onId?.(id);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.settle(id);
        this.send({ operation: 'cancel', target: id });
        reject(options.signal?.reason as Error);
      };
      if (options.signal?.aborted) {
        reject(options.signal.reason as Error);
        return;
      }
      options.signal?.addEventListener('abort', abort, { once: true });
      const over = (): void => options.signal?.removeEventListener('abort', abort);
      this.pending.set(id, {
        resolve: (result) => {
          over();
          resolve(result as Operations[K]['result']);
        },
        reject: (error) => {
          over();
          reject(error);
        },
      });
      this.holdEventLoop(true);
      this.send({ operation, id, ...body });
    });
  }

  /** Lets objects go that nobody refers to any more. */
  release(handles: readonly number[]): void {
    if (this.alive) this.send({ operation: 'release', handles });
  }

  /**
   * Whether the process answers. One that does not for two seconds, since a tool keeps Python from going on, is ended:
   * nothing else could run in it.
   */
  async answers(): Promise<boolean> {
    const patience = setTimeout(() => this.kill(), answerMs);
    try {
      await this.request('ping', {});
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(patience);
    }
  }

  /** Ends the process, by force if it does not end by itself within two seconds. */
  async close(): Promise<void> {
    // What is killed by force must not leave the program without anything to wait for.
    this.holdEventLoop(true);
    this.requests.end();
    const force = setTimeout(() => this.kill(), graceMs);
    await this.ended;
    clearTimeout(force);
  }

  private kill(): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      this.child.kill('SIGKILL');
    }
  }

  private send(message: object): void {
    this.requests.write(`${JSON.stringify(message)}\n`);
  }

  private receive(message: WorkerMessage | CallMessage): void {
    if ('event' in message) {
      if (message.event === 'ask' || message.event === 'abandon') {
        this.asked.receive(message);
        return;
      }
      const request = message.request ?? undefined;
      if (message.event === 'output') this.options.onPrinted(message.stream, message.text, request);
      else this.options.onMetric(message.key, message.value, request);
      return;
    }
    const pending = this.settle(message.id);
    if (pending === undefined) this.discard(message);
    else if (message.ok) pending.resolve(message.result);
    else pending.reject(new WorkerFailure(message.error));
  }

  /** An answer that came too late may have left an object in the worker. */
  private discard(message: WorkerMessage): void {
    const { changed = {}, ...result } = ('result' in message ? message.result : {}) as Discarded;
    const handles = [result, ...Object.values(changed)].flatMap(({ handle }) => (handle === undefined ? [] : [handle]));
    if (handles.length > 0) this.release(handles);
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    if (this.pending.size === 0) this.holdEventLoop(false);
    return pending;
  }

  private fail(error: Error): void {
    this.end ??= error;
    this.asked.end(error);
    for (const id of [...this.pending.keys()]) this.settle(id)?.reject(this.end);
  }

  /** An idle worker must not keep a program alive that forgot to close its flow. */
  private holdEventLoop(hold: boolean): void {
    const handles: unknown[] = [this.child, ...this.child.stdio];
    for (const handle of handles) {
      const { ref, unref } = (handle ?? {}) as { ref?: () => void; unref?: () => void };
      (hold ? ref : unref)?.call(handle);
    }
  }
}

function pythonMissing(python: string, error: Error): FlowError {
  const message = `This flow has Python nodes, but '${python}' cannot be started: ${error.message}. Install Python 3.9 or newer as python3 on the PATH, or give the flow a virtual environment in .venv.`;
  return new FlowError('PythonNotFoundError', message, { cause: error });
}
