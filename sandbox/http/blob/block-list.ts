import { type OpenBlob } from './blob-file';
import { type BlobAddress, type BlobStore } from './blob-store';
import { badRequest } from './storage-error';
import { readElements } from './xml';

interface Block {
  readonly id: string;
  readonly size: number;
  read(): AsyncIterable<Buffer>;
}

/** Puts a blob together from the blocks that a block list names: waiting ones, and ones of the blob as it is. */
export function assembleBlocks(store: BlobStore, address: BlobAddress, list: string) {
  const elements = readElements(list, 'BlockList');
  if (elements === undefined) {
    throw badRequest(
      'InvalidXmlDocument',
      'The body is not a <BlockList> with <Latest>, <Uncommitted> or <Committed>.',
    );
  }
  const committed = committedBlocks(store, address);
  const staged = stagedBlocks(store, address);
  const sources: Readonly<Record<string, readonly Map<string, Block>[]>> = {
    Latest: [staged, committed],
    Uncommitted: [staged],
    Committed: [committed],
  };
  const blocks = elements.map(({ name, text: id }) => {
    const block = sources[name]?.map((source) => source.get(id)).find(Boolean);
    if (block) return block;
    throw badRequest('InvalidBlockList', `The block list names the block ${id} as <${name}>, and there is none.`);
  });
  return { blocks: blocks.map(({ id, size }) => ({ id, size })), content: concatenate(blocks) };
}

async function* concatenate(blocks: readonly Block[]): AsyncGenerator<Buffer> {
  for (const block of blocks) yield* block.read();
}

function stagedBlocks(store: BlobStore, address: BlobAddress): Map<string, Block> {
  const blocks = [...store.stagedBlocks(address)].map(([id, { size, open }]): Block => {
    return { id, size, read: () => readFrom(open(), id, 0, size) };
  });
  return new Map(blocks.map((block) => [block.id, block]));
}

function committedBlocks(store: BlobStore, address: BlobAddress): Map<string, Block> {
  const blob = store.open(address);
  blob?.close();
  let start = 0;
  const blocks = (blob?.header.blocks ?? []).map(({ id, size }): Block => {
    const from = start;
    start += size;
    return { id, size, read: () => readFrom(store.open(address), id, from, from + size) };
  });
  return new Map(blocks.map((block) => [block.id, block]));
}

function readFrom(blob: OpenBlob | undefined, id: string, start: number, end: number): AsyncIterable<Buffer> {
  if (!blob) throw badRequest('InvalidBlockList', `The block ${id} was discarded while the block list was written.`);
  return blob.stream(start, end) as AsyncIterable<Buffer>;
}
