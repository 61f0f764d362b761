import { type BlobHeader } from './blob-file';
import { badRequest } from './storage-error';
import { toXml } from './xml';

export interface ListQuery {
  readonly prefix?: string | undefined;
  /** With it, names are cut after its first occurrence behind the prefix, and each such folder is listed once. */
  readonly delimiter?: string | undefined;
  readonly marker?: string | undefined;
  readonly maxresults?: string | undefined;
  readonly include?: string | undefined;
}

const largestPage = 5000;

/** One page of a listing, as XML. `headers` are the sorted blobs under the prefix. */
export function listBlobsXml(
  headers: readonly BlobHeader[],
  query: ListQuery,
  place: { readonly endpoint: string; readonly container: string },
): string {
  const size = pageSize(query.maxresults);
  const from = query.marker ? Buffer.from(query.marker, 'base64url').toString() : '';
  const entries = grouped(headers, query).filter(({ name }) => name >= from);
  const page = entries.slice(0, size);
  const next = entries[size];
  const withMetadata = query.include?.split(',').includes('metadata') ?? false;
  return toXml({
    EnumerationResults: {
      '@ServiceEndpoint': place.endpoint,
      '@ContainerName': place.container,
      ...(query.prefix ? { Prefix: query.prefix } : {}),
      ...(query.marker ? { Marker: query.marker } : {}),
      ...(query.maxresults ? { MaxResults: size } : {}),
      ...(query.delimiter ? { Delimiter: query.delimiter } : {}),
      Blobs: {
        Blob: page.flatMap(({ blob }) => (blob ? [blobElement(blob, withMetadata)] : [])),
        BlobPrefix: page.flatMap(({ blob, name }) => (blob ? [] : [{ Name: nameElement(name) }])),
      },
      NextMarker: next ? Buffer.from(next.name).toString('base64url') : '',
    },
  });
}

function pageSize(maxresults: string | undefined): number {
  if (maxresults === undefined) return largestPage;
  const size = Number(maxresults);
  if (Number.isInteger(size) && size > 0) return Math.min(size, largestPage);
  throw badRequest('OutOfRangeQueryParameterValue', `maxresults is "${maxresults}": it must be 1 or more.`);
}

/** Blobs, and folders in their place where there is a delimiter. */
function grouped(headers: readonly BlobHeader[], { prefix = '', delimiter }: ListQuery) {
  const entries = new Map<string, { readonly name: string; readonly blob?: BlobHeader }>();
  for (const blob of headers) {
    const end = delimiter ? blob.name.indexOf(delimiter, prefix.length) : -1;
    if (end < 0 || !delimiter) entries.set(blob.name, { name: blob.name, blob });
    else {
      const name = blob.name.slice(0, end + delimiter.length);
      entries.set(name, { name });
    }
  }
  return [...entries.values()];
}

function blobElement(blob: BlobHeader, withMetadata: boolean) {
  return {
    Name: nameElement(blob.name),
    Properties: {
      'Creation-Time': new Date(blob.created).toUTCString(),
      'Last-Modified': new Date(blob.modified).toUTCString(),
      Etag: blob.etag.replaceAll('"', ''),
      'Content-Length': blob.size,
      'Content-Type': blob.headers['content-type'],
      ...(blob.headers['content-md5'] ? { 'Content-MD5': blob.headers['content-md5'] } : {}),
      BlobType: 'BlockBlob',
      LeaseStatus: 'unlocked',
      LeaseState: 'available',
      ServerEncrypted: true,
    },
    ...(withMetadata ? { Metadata: blob.metadata } : {}),
  };
}

/** Names with characters that XML cannot hold travel percent-encoded, as Azure sends them since version 2020-04-08. */
function nameElement(name: string): unknown {
  // eslint-disable-next-line no-control-regex -- these are the characters that are looked for
  return /[\u0000-\u001f\ufffe\uffff]/.test(name) ? { '@Encoded': 'true', '#text': encodeURIComponent(name) } : name;
}
