import { type Flow } from '../../../engine';
import { includedOutputs, score, type ScoreAnswer, swagger } from '../../../engine/serve';
import { type Deployment, type Endpoint } from './endpoint';
import { type LiveDeployments } from './live-deployments';
import { ScoringRefusal } from './refusal';

/** What a caller sends to the container. */
export interface ContainerRequest {
  readonly body: string;
  /** The Accept header. */
  readonly accept: string | undefined;
}

/** Sends requests to deployments, within the limits that each of them has. */
export class Scoring {
  private readonly underWay = new Map<string, number>();

  constructor(private readonly deployments: LiveDeployments) {}

  /**
   * Runs a deployment's flow on a request, by the code that serves it in a container.
   * @throws ScoringRefusal 429 over twice its capacity, 408 after its timeout, 424 where it cannot start.
   */
  async score(endpoint: Endpoint, deployment: Deployment, request: ContainerRequest): Promise<ScoreAnswer> {
    const { flow, end } = await this.open(endpoint, deployment);
    let isStreaming = false;
    try {
      const answer = await run(flow, deployment, request);
      if (!('events' in answer)) return answer;
      isStreaming = true;
      return { ...answer, events: endingWith(answer.events, end) };
    } finally {
      if (!isStreaming) end();
    }
  }

  /** Loads a deployment's flow where that has not happened yet, and describes its server as OpenAPI does. */
  async describe(endpoint: Endpoint, deployment: Deployment): Promise<Readonly<Record<string, unknown>>> {
    const { flow, release } = await this.deployments.acquire(endpoint, deployment);
    try {
      return swagger(flow, endpoint.name);
    } finally {
      release();
    }
  }

  /** A place among the requests under way, and the flow, until `end` is called. */
  private async open(
    endpoint: Endpoint,
    deployment: Deployment,
  ): Promise<{ readonly flow: Flow; readonly end: () => void }> {
    const leave = this.enter(deployment);
    try {
      const { flow, release } = await this.deployments.acquire(endpoint, deployment);
      return {
        flow,
        end: () => {
          release();
          leave();
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  }

  private enter({ id, name, maxConcurrentRequests, instances }: Deployment): () => void {
    const count = this.underWay.get(id) ?? 0;
    const limit = 2 * maxConcurrentRequests * instances;
    if (count >= limit) {
      throw new ScoringRefusal(
        429,
        'TooManyRequests',
        `Deployment '${name}' has ${count} requests under way; it takes ${limit} at once ` +
          `(2 x ${maxConcurrentRequests} for each instance x ${instances} instances).`,
      );
    }
    this.underWay.set(id, count + 1);
    return () => this.underWay.set(id, (this.underWay.get(id) ?? 1) - 1);
  }
}

async function run(flow: Flow, deployment: Deployment, request: ContainerRequest): Promise<ScoreAnswer> {
  const answer = await score(flow, {
    ...request,
    timeoutMs: deployment.requestTimeoutMs,
    outputs: includedOutputs(deployment.environmentVariables),
  });
  if ('error' in answer && answer.error.code === 'LineExecutionTimeoutError') throw timedOut(deployment);
  return answer;
}

/** The events, with `end` called after the last, or when the caller stops reading. */
async function* endingWith(events: AsyncIterable<string>, end: () => void): AsyncGenerator<string> {
  try {
    yield* events;
  } finally {
    end();
  }
}

function timedOut({ name, requestTimeoutMs }: Deployment): ScoringRefusal {
  return new ScoringRefusal(
    408,
    'RequestTimeout',
    `Deployment '${name}' did not answer within its request timeout of ${requestTimeoutMs / 1000} seconds.`,
  );
}
