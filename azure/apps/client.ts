import { setTimeout as delay } from 'node:timers/promises';
import { type AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { createPipelineRequest, RestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import { type Score } from '../endpoints/endpoint';
import { Scoring } from '../endpoints/scoring';
import { attempt, type Attempt, AzureError, statusOf } from '../error';
import { requestResource } from '../images/container-registry';
import { bearer, isLoopback } from '../loopback';
import { resourceManager } from '../resource-manager';
import { type AzureTarget, describeGroup, type GroupPlace } from '../target';
import { type AppSlot, type FlowApp } from './app';

/** Version of `Microsoft.Web`, the same as in the constructs. */
const webVersion = '2024-11-01';

/** App setting that says which version a site runs, as the constructs write it. */
const versionSetting = 'FLOW_DEPLOYMENT';

/** Query parameter that asks for production (`self`) or a slot. */
const routingName = 'x-ms-routing-name';

/** App Service's front end gives up after 230 seconds. */
const longestRequestMs = 240_000;
/** Between two looks at what App Service is not done with. */
const pollMs = 5_000;
const loopbackPollMs = 20;

export interface AppScoreOptions {
  /** Ask this version, whatever its share of the clients. */
  readonly deployment?: string;
  /** Client id of the Entra application that the app takes tokens for. @default - no token is sent */
  readonly clientId?: string;
  /** Milliseconds until the request is given up. @default 240000 */
  readonly timeoutMs?: number;
}

interface SiteResource {
  readonly name: string;
  readonly properties: { readonly defaultHostName?: string; readonly enabled?: boolean; readonly state?: string };
}

interface RampUpRule {
  readonly name?: string;
  readonly reroutePercentage?: number;
}

interface SiteConfig {
  /** Of a container `DOCKER|<image>`. */
  readonly linuxFxVersion?: string;
  readonly experiments?: { readonly rampUpRules?: readonly RampUpRule[] };
}

/** What production or a slot is set to run. */
interface RunningSite extends AppSlot {
  readonly image?: string;
  readonly rules: readonly RampUpRule[];
}

/** Reads, calls and swaps the apps of a resource group. Failures are AzureErrors. */
export class AppClient {
  private client?: Promise<AzureMachineLearningWorkspaces>;
  private scoring?: Promise<Scoring>;

  /** @param group where the apps are, which is not always where the workspace is. @default - the target's group */
  constructor(
    private readonly target: AzureTarget,
    private readonly group: GroupPlace = target,
  ) {}

  /** The app; undefined where the resource group has none of this name. */
  get(name: string): Promise<FlowApp | undefined> {
    return attempt(this.trying(`read app ${name}`), async () => {
      try {
        return await this.read(name);
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    });
  }

  /**
   * Sends a request to the app. Every answer is a result; while containers start, the request is sent again.
   *
   * @throws AzureError where there is no such app or version, or no answer within the time.
   */
  async score(name: string, body: unknown, options: AppScoreOptions = {}): Promise<Score> {
    const { deployment, clientId, timeoutMs = longestRequestMs } = options;
    const app = await this.existing(name);
    const site = deployment === undefined ? undefined : siteOf(app, deployment);
    const scoring = await (this.scoring ??= Scoring.open());
    const until = Date.now() + timeoutMs;
    return attempt(this.trying(`call app ${name}`), async () => {
      for (;;) {
        const answer = await scoring.send({
          scoringUri: site === undefined ? app.scoringUri : `${app.scoringUri}?${routingName}=${site}`,
          body,
          timeoutMs,
          ...(clientId !== undefined && {
            authorization: await bearer(this.target.credential, `api://${clientId}/.default`),
          }),
        });
        const isStarting = answer.status === 502 || answer.status === 503;
        if (!isStarting || isLoopback(app.scoringUri) || Date.now() + pollMs > until) {
          return { ...answer, deployment: versionAt(app, answer.site ?? site) };
        }
        await delay(pollMs);
      }
    });
  }

  /** Exchanges what runs in production and in the slot, and waits until that is done. No container starts anew. */
  async swap(name: string, slot: string): Promise<void> {
    await attempt(this.trying(`swap app ${name} with its slot ${slot}`), async () => {
      const body = JSON.stringify({ targetSlot: slot, preserveVnet: true });
      let response = await this.send(
        'POST',
        `${this.endpoint}${this.path(name)}/slotsswap?api-version=${webVersion}`,
        body,
      );
      while (response.status === 202) {
        const location = response.headers.get('location');
        if (location === undefined) return;
        await delay(isLoopback(this.endpoint) ? loopbackPollMs : pollMs);
        response = await this.send('GET', location);
      }
      if (response.status < 300) return;
      throw new RestError(response.bodyAsText ?? 'the swap failed', { statusCode: response.status, response });
    });
  }

  private async read(name: string): Promise<FlowApp> {
    const [site, slots, production] = await Promise.all([
      this.request<SiteResource>('GET', name, ''),
      this.request<{ value: readonly { readonly name: string }[] }>('GET', name, '/slots'),
      this.running(name, '', 'production'),
    ]);
    // ARM names a slot `<app>/<slot>`.
    const [slotName] = slots.value.map((slot) => slot.name.split('/').at(-1) ?? slot.name);
    const slot = slotName === undefined ? undefined : await this.running(name, `/slots/${slotName}`, slotName);
    const host = site.properties.defaultHostName ?? `${name}.azurewebsites.net`;
    const rule = production.rules.find((candidate) => candidate.name === slot?.name);
    const isOn = site.properties.enabled !== false && site.properties.state !== 'Stopped';
    const { version } = production;
    return {
      name,
      scoringUri: `${this.target.appEndpoint?.(host) ?? `https://${host}`}/score`,
      production: version,
      ...(slot && { slot: { name: slot.name, version: slot.version } }),
      traffic: isOn ? shares(version, slot, rule?.reroutePercentage ?? 0) : shares(version, slot, 0, 0),
      images: imagesOf(production, slot),
    };
  }

  /** @param name that of the slot, or `production` */
  private async running(app: string, site: string, name: string): Promise<RunningSite> {
    const [{ properties: web }, { properties: settings }] = await Promise.all([
      this.request<{ properties: SiteConfig }>('GET', app, `${site}/config/web`),
      this.request<{ properties: Readonly<Record<string, string>> }>('POST', app, `${site}/config/appsettings/list`),
    ]);
    const [, image] = /^DOCKER\|(.+)$/i.exec(web.linuxFxVersion ?? '') ?? [];
    return {
      name,
      version: settings[versionSetting] ?? name,
      ...(image !== undefined && { image }),
      rules: web.experiments?.rampUpRules ?? [],
    };
  }

  private async existing(name: string): Promise<FlowApp> {
    const app = await this.get(name);
    if (app !== undefined) return app;
    throw new AzureError(`There is no app ${name} in ${describeGroup(this.group)}.`, {
      code: 'AppNotFound',
      hint: 'Deploy it first, or check its name.',
      status: 404,
    });
  }

  private trying(doing: string): Attempt {
    const { target, group } = this;
    return { doing, target, group, needs: `the role Website Contributor on ${describeGroup(group)}` };
  }

  private async request<Body>(method: 'GET' | 'POST', app: string, rest: string): Promise<Body> {
    const client = await this.resourceManager();
    return requestResource<Body>(client, this.target, method, `${this.path(app)}${rest}`, webVersion);
  }

  private async send(method: 'GET' | 'POST', url: string, body?: string): Promise<PipelineResponse> {
    const client = await this.resourceManager();
    const request = createPipelineRequest({
      url,
      method,
      allowInsecureConnection: isLoopback(url),
      ...(body !== undefined && { body }),
    });
    if (body !== undefined) request.headers.set('content-type', 'application/json');
    return client.sendRequest(request);
  }

  private resourceManager(): Promise<AzureMachineLearningWorkspaces> {
    return (this.client ??= resourceManager(this.target));
  }

  private get endpoint(): string {
    return this.target.resourceManagerEndpoint.replace(/\/+$/, '');
  }

  private path(app: string): string {
    const { subscription, resourceGroup } = this.group;
    return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Web/sites/${app}`;
  }
}

/** Percentages by version, of `total` percent. Between two updates both sites may run the same. */
function shares(production: string, slot: AppSlot | undefined, share: number, total = 100): Record<string, number> {
  if (slot === undefined || slot.version === production) return { [production]: total };
  return { [slot.version]: share, [production]: total - share };
}

function imagesOf(production: RunningSite, slot: RunningSite | undefined): Record<string, string> {
  const sites = [
    [production.version, production.image],
    [slot?.version === production.version ? slot.name : slot?.version, slot?.image],
  ];
  return Object.fromEntries(sites.filter(([, image]) => image !== undefined)) as Record<string, string>;
}

/** How the routing parameter names the place where a version runs. */
function siteOf({ name, production, slot }: FlowApp, version: string): string {
  if (version === production) return 'self';
  if (version === slot?.version) return slot.name;
  throw new AzureError(
    `App ${name} runs ${[production, slot?.version].filter(Boolean).join(' and ')}, not ${version}.`,
    {
      code: 'VersionNotFound',
      hint: 'See what runs: llmops status.',
      status: 404,
    },
  );
}

function versionAt({ production, slot }: FlowApp, site: string | undefined): string {
  return site !== undefined && site === slot?.name ? slot.version : production;
}
