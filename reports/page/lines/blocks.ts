import { type BlockKind, type LineBlocks } from '../../html/page-data';

/** The blocks of one kind of a run, in the order of its lines. */
export function blocksOf(run: number, kind: BlockKind): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`script[data-run="${run}"][data-kind="${kind}"]`)];
}

export async function openBlock<K extends BlockKind>(block: HTMLElement): Promise<LineBlocks[K]> {
  const packed = Uint8Array.from(atob(block.textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text()) as LineBlocks[K];
}

/** Opens blocks when they are asked for, and keeps those that were asked for last. */
export class OpenBlocks<K extends BlockKind> {
  private readonly open = new Map<number, Promise<LineBlocks[K]>>();

  constructor(
    private readonly blocks: readonly HTMLElement[],
    private readonly most: number,
  ) {}

  get(index: number): Promise<LineBlocks[K]> | undefined {
    const block = this.blocks[index];
    if (block === undefined) return undefined;
    const found = this.open.get(index) ?? openBlock<K>(block);
    this.open.delete(index);
    this.open.set(index, found);
    const [oldest] = this.open.keys();
    if (this.open.size > this.most && oldest !== undefined) this.open.delete(oldest);
    return found;
  }
}
