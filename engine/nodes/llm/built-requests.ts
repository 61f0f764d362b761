import type OpenAI from 'openai';

type RequestOptions = Parameters<OpenAI['buildRequest']>[0];
type BuiltRequest = Awaited<ReturnType<OpenAI['buildRequest']>>;

interface Known {
  readonly credential: string | null;
  readonly given: RequestOptions['headers'];
  readonly request: BuiltRequest;
}

/**
 * What a client sends, but for the bodies. The requests of a batch differ by nothing else, and OpenAI's client takes as
 * long to put an address and headers together as Node takes to send them.
 */
export class BuiltRequests {
  private readonly known = new Map<string, Known>();

  async build(
    { path, body, headers: given, signal }: RequestOptions,
    credential: string | null,
    build: () => Promise<BuiltRequest>,
  ): Promise<BuiltRequest> {
    const key = `${path} ${modelOf(body)}`;
    const known = this.known.get(key);
    if (known?.credential !== credential || known.given !== given) {
      const request = await build();
      this.known.set(key, {
        credential,
        given,
        request: { ...request, req: { ...request.req, signal: null, body: null } },
      });
      return request;
    }
    const { req, ...address } = known.request;
    return { ...address, req: { ...req, signal: signal ?? null, body: JSON.stringify(body) } };
  }
}

/** Azure's addresses have it, too. */
function modelOf(body: unknown): string {
  const { model } = (body ?? {}) as { readonly model?: unknown };
  return typeof model === 'string' ? model : '';
}
