import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

/** A text file piece by piece, without its byte order mark. UTF-8, or UTF-16 where a mark says so. */
export async function* textChunks(file: string): AsyncGenerator<string> {
  const encoding = await encodingOf(file);
  let first = true;
  for await (const chunk of createReadStream(file, { encoding }) as AsyncIterable<string>) {
    yield first ? chunk.replace(/^\uFEFF/, '') : chunk;
    first = false;
  }
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

async function encodingOf(file: string): Promise<'utf8' | 'utf16le'> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0xff && buffer[1] === 0xfe ? 'utf16le' : 'utf8';
  } finally {
    await handle.close();
  }
}
