import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readBatchLines } from './read-lines';

/** Writes what a run measured of each line that completed, as data that lines can be made of. */
export async function gatherMeasures(runFolder: string): Promise<string> {
  const file = join(runFolder, 'measures.jsonl');
  // Several runs may read the same run at once: none of them must see a file that another is writing.
  const unfinished = `${file}.${randomUUID()}`;
  await pipeline(Readable.from(measures(runFolder)), createWriteStream(unfinished));
  await rename(unfinished, file);
  return file;
}

async function* measures(runFolder: string): AsyncGenerator<string> {
  for await (const { lineNumber, status, durationMs, tokens } of readBatchLines(runFolder)) {
    if (status !== 'Completed') continue;
    const { prompt, completion, total } = tokens;
    const columns = { duration_ms: durationMs, prompt_tokens: prompt, completion_tokens: completion };
    yield `${JSON.stringify({ line_number: lineNumber, ...columns, total_tokens: total })}\n`;
  }
}
