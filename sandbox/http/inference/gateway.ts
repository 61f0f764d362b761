import { type ScoreAnswer } from '../../../engine/serve';
import { type OpenResourceGraph } from '../../arm';
import { type Deployment, type Endpoint, findEndpoint, listDeployments } from './endpoint';
import { ScoringRefusal } from './refusal';
import { type RequestLog } from './request-log';
import { Routing } from './routing';
import { type Scoring } from './scoring';

/** A request as the gateway takes it. */
export interface ScoringCall {
  readonly region: string;
  readonly endpoint: string;
  /** The deployment that the caller asks for, whatever the traffic. */
  readonly deployment: string | undefined;
  readonly body: string;
  /** The Accept header. */
  readonly accept: string | undefined;
  /** Throws where the endpoint does not admit the caller. */
  checkCaller(endpoint: Endpoint): void;
}

/** What goes back to the caller. */
export interface GatewayAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The body as JSON in which 3.0 and 3 are not the same. Default: as JavaScript writes it. */
  readonly text?: string;
  /** Server-sent events in place of the body. */
  readonly events?: AsyncIterable<string>;
  /** The deployment that answered; absent where none was reached. */
  readonly deployment?: string;
  /** What the container's server answered, and why, where that is not what the caller sees. */
  readonly model?: { readonly status: number; readonly reason: string };
}

/** What stands in front of all endpoints: it admits callers, routes by traffic, copies to mirrors and records. */
export class Gateway {
  private readonly routing = new Routing();
  private readonly copies = new Set<Promise<void>>();

  constructor(
    private readonly graph: OpenResourceGraph,
    private readonly scoring: Scoring,
    private readonly requests: RequestLog,
  ) {}

  /** Answers a scoring request. Never rejects: what goes wrong is an answer as well. */
  async score(call: ScoringCall): Promise<GatewayAnswer> {
    const started = performance.now();
    const answer = await this.answer(call, async (endpoint, deployment, candidates) => {
      const mirror = call.deployment === undefined ? this.routing.mirror(endpoint, candidates) : undefined;
      if (mirror !== undefined) this.copy(call, endpoint, mirror);
      return this.scoring.score(endpoint, deployment, call);
    });
    this.record(call, answer, started, false);
    return answer;
  }

  /** Tells whether the deployment that the next request would reach has started, and starts it. */
  health(call: ScoringCall): Promise<GatewayAnswer> {
    return this.answer(call, async (endpoint, deployment) => {
      await this.scoring.describe(endpoint, deployment);
      return { status: 200, body: { status: 'Healthy', version: deployment.name } };
    });
  }

  /** The OpenAPI document of the deployment that the next request would reach. */
  swagger(call: ScoringCall): Promise<GatewayAnswer> {
    return this.answer(call, async (endpoint, deployment) => ({
      status: 200,
      body: await this.scoring.describe(endpoint, deployment),
    }));
  }

  /** Resolves once no copy of a request is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.copies);
  }

  private async answer(
    call: ScoringCall,
    respond: (endpoint: Endpoint, deployment: Deployment, candidates: readonly Deployment[]) => Promise<ScoreAnswer>,
  ): Promise<GatewayAnswer> {
    let deployment: Deployment | undefined;
    let answer: GatewayAnswer;
    try {
      const endpoint = this.find(call);
      call.checkCaller(endpoint);
      const candidates = listDeployments(this.graph, endpoint);
      deployment = this.routing.route(endpoint, candidates, call.deployment);
      answer = passedOn(await respond(endpoint, deployment, candidates));
    } catch (error) {
      answer = refused(error);
    }
    return deployment === undefined ? answer : { ...answer, deployment: deployment.name };
  }

  private find({ region, endpoint: name }: ScoringCall): Endpoint {
    const endpoint = findEndpoint(this.graph, region, name);
    if (endpoint !== undefined) return endpoint;
    throw new ScoringRefusal(404, 'EndpointNotFound', `There is no endpoint '${name}' in region '${region}'.`);
  }

  /** In the background: the caller neither waits for the copy nor sees what becomes of it. */
  private copy(call: ScoringCall, endpoint: Endpoint, mirror: Deployment): void {
    const started = performance.now();
    const copy = this.scoring
      .score(endpoint, mirror, { body: call.body, accept: undefined })
      .then(passedOn, refused)
      .then((answer) => this.record(call, { ...answer, deployment: mirror.name }, started, true))
      .finally(() => this.copies.delete(copy));
    this.copies.add(copy);
  }

  private record(call: ScoringCall, answer: GatewayAnswer, started: number, mirrored: boolean): void {
    const { message } = (answer.body as { error?: { message?: string } } | undefined)?.error ?? {};
    this.requests.add({
      time: new Date().toISOString(),
      region: call.region,
      endpoint: call.endpoint,
      ...(answer.deployment === undefined ? {} : { deployment: answer.deployment }),
      status: answer.status,
      latencyMs: Math.round(performance.now() - started),
      mirrored,
      ...(answer.status === 200 || message === undefined ? {} : { error: message }),
    });
  }
}

/** Azure's gateway sends 424 for whatever a container answers but 200. */
function passedOn(answer: ScoreAnswer): GatewayAnswer {
  if ('events' in answer) return { status: answer.status, body: undefined, events: answer.events };
  const { status, body, text } = answer;
  const content = { body, ...(text === undefined ? {} : { text }) };
  return status === 200
    ? { status, ...content }
    : { status: 424, ...content, model: { status, reason: status < 500 ? 'UserError' : 'SystemError' } };
}

function refused(error: unknown): GatewayAnswer {
  const { status, code, message, modelStatus } = ScoringRefusal.from(error);
  const body = { error: { code, message } };
  return modelStatus === undefined ? { status, body } : { status, body, model: { status: modelStatus, reason: code } };
}
