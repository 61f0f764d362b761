import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type AzureTarget } from '../../azure';

interface Version {
  readonly name: string;
  readonly properties: { readonly tags?: Record<string, string>; readonly [key: string]: unknown };
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Looks at a request before the fake does; answers a refusal, or nothing to let it through. */
type Rule = (request: { method: string; path: string }) => Refusal | undefined | Promise<Refusal | undefined>;

const workspacePath =
  '/subscriptions/sub-1/resourceGroups/rg-1/providers/Microsoft.MachineLearningServices/workspaces/mlw-1';

/**
 * The corners of ARM's and the blob service's protocols that are hard to reach in a real one: small pages, refusals at
 * a chosen moment, races. It knows one workspace, and keeps everything in memory.
 */
export class FakeAzure {
  readonly requests: { method: string; path: string; query: unknown; authorization: string | undefined }[] = [];
  readonly versions = new Map<string, Version[]>();
  readonly blobs = new Map<string, Buffer>();
  readonly endpoints = new Map<string, object>();
  readonly deployments = new Map<string, object[]>();
  /** Answers a scoring request. */
  score: (request: FastifyRequest) => { status: number; body: unknown; headers?: Record<string, string> } = () => ({
    status: 200,
    body: {},
  });
  private rules: Rule[] = [];
  private readonly blocks = new Map<string, Buffer>();
  private address = '';

  private constructor(private readonly server: FastifyInstance) {}

  static async start(): Promise<FakeAzure> {
    const fake = new FakeAzure(fastify({ bodyLimit: 64 * 1024 * 1024 }));
    fake.server.removeAllContentTypeParsers();
    fake.server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    fake.route();
    fake.address = await fake.server.listen({ host: '127.0.0.1', port: 0 });
    return fake;
  }

  get target(): AzureTarget {
    return {
      resourceManagerEndpoint: this.address,
      credential: {
        getToken: (scope) =>
          Promise.resolve({ token: `for ${String(scope)}`, expiresOnTimestamp: Date.now() + 3_600_000 }),
      },
      blobEndpoint: (account) => `${this.address}/${account}`,
      subscription: 'sub-1',
      resourceGroup: 'rg-1',
      workspace: 'mlw-1',
    };
  }

  get scoringBase(): string {
    return `${this.address}/score`;
  }

  /** Looks at the requests from now on. Earlier rules stay. */
  rule(rule: Rule): void {
    this.rules.push(rule);
  }

  /** Refuses the next request of this kind, once. */
  refuseOnce(method: string, path: RegExp, refusal: Refusal): void {
    let used = false;
    this.rule((request) => {
      if (used || request.method !== method || !path.test(request.path)) return undefined;
      used = true;
      return refusal;
    });
  }

  sent(method: string, path: RegExp): string[] {
    return this.requests
      .filter((request) => request.method === method && path.test(request.path))
      .map((request) => request.path);
  }

  reset(): void {
    this.requests.length = 0;
    for (const store of [this.versions, this.blobs, this.endpoints, this.deployments, this.blocks]) store.clear();
    this.rules = [];
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private route(): void {
    const { server } = this;
    server.addHook('preHandler', async (request, reply) => {
      const path = decodeURIComponent(request.url.split('?')[0]!);
      this.requests.push({
        method: request.method,
        path,
        query: request.query,
        authorization: request.headers.authorization,
      });
      for (const rule of this.rules) {
        const refusal = await rule({ method: request.method, path });
        if (refusal === undefined) continue;
        const { status, code, message, headers = {} } = refusal;
        return reply
          .code(status)
          .headers({ 'x-ms-error-code': code, ...headers })
          .send({ error: { code, message } });
      }
      return undefined;
    });
    server.setNotFoundHandler((_request, reply) => nothing(reply));
    this.routeAssets(server);
    this.routeEndpoints(server);
    this.routeBlobs(server);
  }

  private routeAssets(server: FastifyInstance): void {
    type Params = { kind: string; name: string; version: string };
    const asset = `${workspacePath}/:kind(^models|data|environments$)/:name`;
    server.get<{ Params: Params }>(asset, ({ params }, reply) => {
      const versions = this.versions.get(`${params.kind}/${params.name}`);
      if (versions === undefined) return nothing(reply);
      return reply.send({ name: params.name, properties: { nextVersion: String(versions.length + 1) } });
    });
    server.get<{ Params: Params; Querystring: { $skip?: string } }>(
      `${asset}/versions`,
      ({ params, query, url }, reply) => {
        const versions = this.versions.get(`${params.kind}/${params.name}`);
        if (versions === undefined) return nothing(reply);
        const from = Number(query.$skip ?? 0);
        const page = versions.toReversed().slice(from, from + 2);
        const more = from + 2 < versions.length;
        const nextLink = `${this.address}${url.split('?')[0]!}?api-version=2025-06-01&$skip=${from + 2}`;
        return reply.send({ value: page, ...(more && { nextLink }) });
      },
    );
    server.get<{ Params: Params }>(`${asset}/versions/:version`, ({ params }, reply) => {
      const version = this.versions.get(`${params.kind}/${params.name}`)?.find(({ name }) => name === params.version);
      return version === undefined ? nothing(reply) : reply.send(version);
    });
    server.put<{ Params: Params; Body: Buffer }>(`${asset}/versions/:version`, ({ params, body }, reply) => {
      const key = `${params.kind}/${params.name}`;
      const versions = this.versions.get(key) ?? [];
      const version = { name: params.version, ...(JSON.parse(body.toString()) as Omit<Version, 'name'>) };
      const index = versions.findIndex(({ name }) => name === params.version);
      if (index >= 0 && JSON.stringify(versions[index]) !== JSON.stringify(version)) {
        const error = { code: 'UserError', message: `Version ${params.version} exists and cannot be changed.` };
        return reply.code(400).send({ error });
      }
      if (index < 0) this.versions.set(key, [...versions, version]);
      return reply.code(index < 0 ? 201 : 200).send(version);
    });
    server.get(`${workspacePath}/datastores`, () => ({
      value: [
        {
          name: 'workspaceblobstore',
          properties: {
            datastoreType: 'AzureBlob',
            isDefault: true,
            accountName: 'account1',
            containerName: 'azureml',
          },
        },
      ],
    }));
  }

  private routeEndpoints(server: FastifyInstance): void {
    type Params = { name: string };
    const endpoint = `${workspacePath}/onlineEndpoints/:name`;
    server.get<{ Params: Params }>(endpoint, ({ params }, reply) => {
      const properties = this.endpoints.get(params.name);
      return properties === undefined
        ? nothing(reply)
        : reply.send({ name: params.name, location: 'westeurope', properties });
    });
    server.get<{ Params: Params }>(`${endpoint}/deployments`, ({ params }) => ({
      value: this.deployments.get(params.name) ?? [],
    }));
    server.post(`${endpoint}/listKeys`, () => ({ primaryKey: 'key-1', secondaryKey: 'key-2' }));
    server.post(`${endpoint}/token`, () => ({ accessToken: 'aml-token' }));
    server.post('/score/:name', (request, reply) => {
      const { status, body, headers = {} } = this.score(request);
      return reply.code(status).headers(headers).send(body);
    });
  }

  private routeBlobs(server: FastifyInstance): void {
    server.get<{ Querystring: { prefix: string } }>('/account1/azureml', ({ query }, reply) => {
      const blobs = [...this.blobs].filter(([name]) => name.startsWith(query.prefix));
      const list = blobs.map(
        ([name, { length }]) =>
          `<Blob><Name>${name}</Name><Properties><Content-Length>${length}</Content-Length></Properties></Blob>`,
      );
      return reply
        .type('application/xml')
        .send(
          `<?xml version="1.0"?><EnumerationResults><Blobs>${list.join('')}</Blobs><NextMarker/></EnumerationResults>`,
        );
    });
    type BlobRequest = {
      Params: { '*': string };
      Querystring: { comp?: string; blockid?: string };
      Body: Buffer | undefined;
    };
    server.put<BlobRequest>('/account1/azureml/*', ({ params, query, body = Buffer.alloc(0) }, reply) => {
      const name = params['*'];
      if (query.comp === 'block') this.blocks.set(`${name} ${query.blockid!}`, body);
      else if (query.comp === 'blocklist') this.blobs.set(name, Buffer.concat(this.committed(name, body.toString())));
      else this.blobs.set(name, body);
      return reply.code(201).send();
    });
  }

  private committed(name: string, list: string): Buffer[] {
    return [...list.matchAll(/<Latest>(.*?)<\/Latest>/g)].map(([, id]) => this.blocks.get(`${name} ${id!}`)!);
  }
}

function nothing(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: { code: 'ResourceNotFound', message: 'There is no such resource.' } });
}
