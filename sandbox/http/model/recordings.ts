import { createHash } from 'node:crypto';
import { appendFile, open } from 'node:fs/promises';
import { z } from 'zod';
import { SimulationError } from './simulation-error';

/** An answer of a real model, as its API sent it, that the sandbox replays to the same request. */
export type RecordedAnswer = z.infer<typeof answerSchema>;

const answerSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        message: z.looseObject({ content: z.string().nullish() }).optional(),
        text: z.string().optional(),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
});
const entrySchema = z.strictObject({ request: z.record(z.string(), z.unknown()), answer: answerSchema });

/** Where the answers recorded for a file of rules stand: `simulated-model.yaml` → `simulated-model.recorded.jsonl`. */
export function recordingsOf(rulesFile: string): string {
  return rulesFile.replace(/\.ya?ml$/i, '') + '.recorded.jsonl';
}

/**
 * Appends a request to a real model and its answer, one JSON line, so that the sandbox replays the answer. Later lines
 * win over earlier ones. Bodies only: pass no headers, which hold the key.
 */
export async function recordAnswer(
  file: string,
  request: Readonly<Record<string, unknown>>,
  answer: RecordedAnswer,
): Promise<void> {
  const line = JSON.stringify(entrySchema.parse({ request, answer }));
  await appendFile(file, `${(await endsInsideLine(file)) ? '\n' : ''}${line}\n`);
}

/** Reads recorded answers by the hash of their request; throws a SimulationError that names the broken line. */
export function parseRecordings(text: string, file: string): Map<string, RecordedAnswer> {
  const answers = new Map<string, RecordedAnswer>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      const { request, answer } = entrySchema.parse(JSON.parse(line));
      answers.set(hashRequest(request), answer);
    } catch (error) {
      const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
      throw new SimulationError(`${file}:${index + 1}: is not a recorded answer: ${reason}`);
    }
  }
  return answers;
}

/** Settings that change how an answer travels, or whom it is billed to, but not the answer. */
const irrelevant = new Set(['stream', 'stream_options', 'user']);

/** SHA-256 of a request's body, whatever the order of its keys; `null` counts as absent, as OpenAI takes it. */
export function hashRequest(request: Readonly<Record<string, unknown>>): string {
  const relevant = Object.entries(request).filter(([key]) => !irrelevant.has(key));
  return createHash('sha256')
    .update(canonical(Object.fromEntries(relevant)))
    .digest('hex');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(
      Object.entries(inner)
        .filter(([, item]) => item !== null && item !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  });
}

/** True after a recorder was killed while it wrote, or where an editor left out the last line break. */
async function endsInsideLine(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
      return size > 0 && buffer.toString() !== '\n';
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
