import { createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } from '@azure/core-rest-pipeline';
import { AzureError } from '../error';
import { bearer, isLoopback, loopbackRetries, requireSecure } from '../loopback';
import { type AzureTarget } from '../target';

/** The scope of Entra tokens that registries exchange for their own. */
const registryScope = 'https://containerregistry.azure.net/.default';
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * The images that a registry holds, asked of the registry itself: Resource Manager does not know them. Entra tokens are
 * exchanged as the registry's authentication with Microsoft Entra ID has it.
 */
export class Manifests {
  private readonly endpoint: string;
  private readonly pipeline;
  private readonly client = createDefaultHttpClient();
  private refreshToken?: Promise<string>;

  constructor(
    private readonly target: AzureTarget,
    private readonly loginServer: string,
  ) {
    const endpoint = target.registryEndpoint?.(loginServer) ?? `https://${loginServer}`;
    this.endpoint = requireSecure(endpoint).replace(/\/+$/, '');
    this.pipeline = createPipelineFromOptions(isLoopback(this.endpoint) ? { retryOptions: loopbackRetries } : {});
  }

  /** True where the registry has an image under the tag. */
  async has(repository: string, tag: string): Promise<boolean> {
    const token = await this.accessToken(repository);
    const { status, body } = await this.send('HEAD', `v2/${repository}/manifests/${tag}`, {
      authorization: `Bearer ${token}`,
      accept: manifestTypes.join(', '),
    });
    if (status === 404) return false;
    if (status === 200) return true;
    throw this.refusal(`look for ${repository}:${tag}`, status, body);
  }

  private async accessToken(repository: string): Promise<string> {
    this.refreshToken ??= this.exchange().catch((error: unknown) => {
      delete this.refreshToken;
      throw error;
    });
    return this.post('token', {
      grant_type: 'refresh_token',
      scope: `repository:${repository}:pull`,
      refresh_token: await this.refreshToken,
    }).then(({ access_token: token = '' }) => token);
  }

  private async exchange(): Promise<string> {
    const token = (await bearer(this.target.credential, registryScope)).replace(/^Bearer /, '');
    const { refresh_token: refresh = '' } = await this.post('exchange', {
      grant_type: 'access_token',
      access_token: token,
    });
    return refresh;
  }

  private async post(path: string, fields: Readonly<Record<string, string>>): Promise<Partial<Record<string, string>>> {
    const form = new URLSearchParams({ service: this.loginServer, ...fields });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status, body } = await this.send('POST', `oauth2/${path}`, headers, form.toString());
    if (status !== 200) throw this.refusal('sign in', status, body);
    return JSON.parse(body) as Record<string, string>;
  }

  private async send(
    method: 'HEAD' | 'POST',
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Answer> {
    const request = createPipelineRequest({
      url: `${this.endpoint}/${path}`,
      method,
      allowInsecureConnection: isLoopback(this.endpoint),
      ...(body === undefined ? {} : { body }),
    });
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
    const response = await this.pipeline.sendRequest(this.client, request);
    return { status: response.status, body: response.bodyAsText ?? '' };
  }

  private refusal(doing: string, status: number, body: string): AzureError {
    const [, code = 'RegistryRefused'] = /"code":\s*"([^"]+)"/.exec(body) ?? [];
    const [, message = body.slice(0, 500)] = /"message":\s*"([^"]+)"/.exec(body) ?? [];
    return new AzureError(
      `Could not ${doing} in registry ${this.loginServer}: ${status} ${code}${message === '' ? '' : `: ${message}`}`,
      {
        code,
        status,
        hint:
          status === 401 || status === 403
            ? `The signed-in identity needs the role AcrPull or Contributor on registry ${this.loginServer}, and the registry must be reachable from here.`
            : 'Run the command again.',
      },
    );
  }
}
