import type { Bytes } from '../runtime/bytes';
import { decodeBytes } from '../text/encoding';
import type { Method } from './method';

/** What templates do with bytes: make text of them. */
export const bytesMethods: Readonly<Record<string, Method<Bytes>>> = {
  decode: (self, passed) =>
    decodeBytes(self.data, passed.text(0, 'encoding', 'utf-8'), passed.text(1, 'errors', 'strict')),
  hex: (self, passed) =>
    Buffer.from(self.data)
      .toString('hex')
      .replaceAll(/(..)(?=.)/g, `$1${passed.text(0, 'sep', '')}`),
};
