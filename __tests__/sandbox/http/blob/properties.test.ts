import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { type BlobHeader } from '../../../../sandbox/http/blob/blob-file';
import { byteRange } from '../../../../sandbox/http/blob/byte-range';
import { type ListQuery, listBlobsXml } from '../../../../sandbox/http/blob/list-blobs';
import { readElements } from '../../../../sandbox/http/blob/xml';

const names = fc
  .uniqueArray(fc.string({ unit: fc.constantFrom('a', 'B', '/', '&', '<', '"', '-', 'ä'), minLength: 1 }), {
    maxLength: 30,
  })
  .map((list) => list.sort());

const headerOf = (name: string): BlobHeader => ({
  name,
  size: 1,
  etag: '"0x1"',
  created: 0,
  modified: 0,
  headers: {},
  metadata: {},
});

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  isArray: (tag) => /^Blob(Prefix)?$/.test(tag),
});

function readPage(query: ListQuery, blobs: readonly string[]): { names: string[]; next: string } {
  const { prefix = '' } = query;
  const headers = blobs.filter((name) => name.startsWith(prefix)).map(headerOf);
  const xml = listBlobsXml(headers, query, { endpoint: '/blob/st', container: 'c' });
  const results = (parser.parse(xml) as { EnumerationResults: Record<string, unknown> }).EnumerationResults;
  const { Blob = [], BlobPrefix = [] } = (results.Blobs || {}) as Record<string, { Name: string }[]>;
  return { names: [...Blob, ...BlobPrefix].map(({ Name }) => Name).sort(), next: results.NextMarker as string };
}

test('page by page, a listing has every blob once, or the folder that stands for it', () => {
  fc.assert(
    fc.property(
      names,
      fc.constantFrom(undefined, '/', 'a'),
      fc.constantFrom('', 'a', '/'),
      fc.integer({ min: 1, max: 5 }),
      (blobs, delimiter, prefix, size) => {
        const listed: string[] = [];
        let marker: string | undefined;
        do {
          const page = readPage({ prefix, delimiter, marker, maxresults: String(size) }, blobs);
          expect(page.names.length).toBeLessThanOrEqual(size);
          listed.push(...page.names);
          marker = page.next;
        } while (marker !== '');
        const expected = blobs
          .filter((name) => name.startsWith(prefix))
          .map((name) => {
            const end = delimiter === undefined ? -1 : name.indexOf(delimiter, prefix.length);
            return end < 0 ? name : name.slice(0, end + 1);
          });
        expect(listed).toEqual([...new Set(expected)].sort());
      },
    ),
  );
});

test('a range gives what an array slice gives, or a refusal', () => {
  const range = (first: number, last: string, size: number) => byteRange({ range: `bytes=${first}-${last}` }, size);
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), fc.nat(20), (first, length, size) => {
      if (first >= size) expect(() => range(first, String(first + length), size)).toThrow('outside');
      else
        expect(range(first, String(first + length), size)).toEqual({
          start: first,
          end: Math.min(first + length + 1, size),
        });
    }),
  );
  expect(range(3, '', 10)).toEqual({ start: 3, end: 10 });
  expect(byteRange({ range: 'bytes=-3' }, 10)).toBeUndefined();
  expect(byteRange({ range: 'bytes=0-0', 'x-ms-range': 'bytes=5-6' }, 10)).toEqual({ start: 5, end: 7 });
});

test('a block list keeps its order, whatever is in it', () => {
  const xml =
    '<?xml version="1.0"?><BlockList><Latest>YQ==</Latest><Committed>Yg==</Committed><Latest>MDE=</Latest></BlockList>';
  expect(readElements(xml, 'BlockList')).toEqual([
    { name: 'Latest', text: 'YQ==' },
    { name: 'Committed', text: 'Yg==' },
    { name: 'Latest', text: 'MDE=' },
  ]);
  expect(readElements('<BlockList/>', 'BlockList')).toEqual([]);
  expect(readElements('<Other/>', 'BlockList')).toBeUndefined();
  expect(readElements('no xml', 'BlockList')).toBeUndefined();
});
