import { type IncomingHttpHeaders } from 'node:http';
import { type BlobHeader } from './blob-file';
import { conditionNotMet, notModified, StorageError } from './storage-error';

/** Throws where the caller's conditional headers forbid to change the blob as it is (412, or 409 for "only if new"). */
export function checkWriteConditions(headers: IncomingHttpHeaders, existing: BlobHeader | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined && !matches(match, existing)) throw conditionNotMet();
  if (noneMatch !== undefined && matches(noneMatch, existing)) {
    throw noneMatch === '*'
      ? new StorageError(409, 'BlobAlreadyExists', `The specified blob already exists: ${existing?.name ?? ''}.`)
      : conditionNotMet();
  }
  if (existing && (!modifiedSince(headers, existing) || !unmodifiedSince(headers, existing))) throw conditionNotMet();
}

/** Throws 304 where the caller has the blob already, and 412 where it is not the blob that the caller means. */
export function checkReadConditions(headers: IncomingHttpHeaders, existing: BlobHeader): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined && !matches(match, existing)) throw conditionNotMet();
  if (!unmodifiedSince(headers, existing)) throw conditionNotMet();
  if (noneMatch !== undefined ? matches(noneMatch, existing) : !modifiedSince(headers, existing)) throw notModified();
}

function matches(condition: string, existing: BlobHeader | undefined): boolean {
  if (existing === undefined) return false;
  return condition.split(',').some((one) => one.trim() === '*' || bare(one) === bare(existing.etag));
}

const bare = (etag: string) => etag.trim().replace(/^(W\/)?"|"$/g, '');

/** HTTP dates have whole seconds. */
const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);

function modifiedSince(headers: IncomingHttpHeaders, { modified }: BlobHeader): boolean {
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Number.isNaN(since) || seconds(modified) > seconds(since);
}

function unmodifiedSince(headers: IncomingHttpHeaders, { modified }: BlobHeader): boolean {
  const since = Date.parse(headers['if-unmodified-since'] ?? '');
  return Number.isNaN(since) || seconds(modified) <= seconds(since);
}
