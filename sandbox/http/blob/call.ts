import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type ArmResource } from '../../arm/resource';
import { type AccessRules } from './access';
import { type BlobStore } from './blob-store';

export type BlobRequest = FastifyRequest<{
  Params: { account: string; container?: string; '*'?: string };
  Querystring: Readonly<Record<string, string | undefined>>;
}>;

/** One request of the blob service, with what it is about. */
export interface Call {
  readonly request: BlobRequest;
  readonly reply: FastifyReply;
  readonly store: BlobStore;
  readonly access: AccessRules;
  readonly account: ArmResource;
  readonly container: string;
  /** ARM id of the container, whether or not it exists. */
  readonly containerId: string;
  /** Name of the blob; empty where the request is about the container. */
  readonly blob: string;
}

export type Operation = (call: Call) => Promise<FastifyReply> | FastifyReply;

const metadataPrefix = 'x-ms-meta-';

export function metadataOf({ headers }: BlobRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([key, value]) =>
      key.startsWith(metadataPrefix) && typeof value === 'string' ? [[key.slice(metadataPrefix.length), value]] : [],
    ),
  );
}

export function metadataHeaders(metadata: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [metadataPrefix + key, String(value)]));
}
