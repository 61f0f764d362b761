import { createHash } from 'node:crypto';
import { ObjectValue, type Value } from '../values/value';

/** An image on its way through a flow. Templates print it by the first digits of its SHA-1. */
export class ImageValue extends ObjectValue {
  readonly typeName = 'Image';

  constructor(
    readonly bytes: Buffer,
    /** Such as `image/png`; `image/*` where it is not known. */
    readonly mimeType: string,
    /** Where it was fetched from, if it was. */
    readonly sourceUrl?: string,
  ) {
    super();
  }

  repr(): string {
    return `Image(${createHash('sha1').update(this.bytes).digest('hex').slice(0, 8)})`;
  }

  override get truthy(): boolean {
    return this.bytes.length > 0;
  }

  override equals(other: Value): boolean {
    return other instanceof ImageValue && other.bytes.equals(this.bytes);
  }
}

const signatures: readonly (readonly [mimeType: string, offset: number, hex: string])[] = [
  ['image/png', 0, '89504e470d0a1a0a'],
  ['image/jpeg', 0, 'ffd8ff'],
  ['image/gif', 0, '47494638'],
  ['image/webp', 8, '57454250'],
  ['image/bmp', 0, '424d'],
  ['image/tiff', 0, '49492a00'],
  ['image/tiff', 0, '4d4d002a'],
];

/** The media type that an image's first bytes tell, or `image/*`; promptflow/contracts/multimedia.py does the same. */
export function mimeTypeOf(bytes: Buffer): string {
  const found = signatures.find(([, offset, hex]) =>
    bytes.subarray(offset, offset + hex.length / 2).equals(Buffer.from(hex, 'hex')),
  );
  return found?.[0] ?? 'image/*';
}
