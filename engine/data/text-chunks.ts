import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { invalidData } from './row';

/**
 * A text file piece by piece, without its byte order mark. UTF-8, or UTF-16 where a mark says so. Rejects with a
 * `FlowError` for bytes that are neither: to read them as something else would change the data unseen.
 */
export async function* textChunks(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(await encodingOf(file), { fatal: true });
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (error) {
      throw invalidData(file, 'it is not text in UTF-8. Save it in UTF-8.', error);
    }
  };
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) yield decode(chunk);
  yield decode();
}

/** Its lines, without their ends. A last line break begins no line. */
export async function* textLines(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of textChunks(file)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}

async function encodingOf(file: string): Promise<'utf-8' | 'utf-16le'> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0xff && buffer[1] === 0xfe ? 'utf-16le' : 'utf-8';
  } finally {
    await handle.close();
  }
}
