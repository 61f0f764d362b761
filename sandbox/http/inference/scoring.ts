import { type Deployment, type Endpoint } from './endpoint';
import { type LiveDeployments } from './live-deployments';
import { ScoringRefusal } from './refusal';
import { answerOf, type ModelAnswer, parseScoringRequest } from './scoring-request';

/** Sends requests to deployments, within the limits that each of them has. */
export class Scoring {
  private readonly underWay = new Map<string, number>();

  constructor(private readonly deployments: LiveDeployments) {}

  /**
   * Runs a deployment's flow on a request's body.
   * @throws ScoringRefusal 429 over twice its capacity, 408 after its timeout, 424 where it cannot start.
   */
  async score(endpoint: Endpoint, deployment: Deployment, body: string): Promise<ModelAnswer> {
    const leave = this.enter(deployment);
    try {
      return await this.deployments.use(endpoint, deployment, async (flow) => {
        const request = parseScoringRequest(body, flow.definition);
        if ('refusal' in request) return request.refusal;
        const result = await flow.run(request.inputs, { timeoutMs: deployment.requestTimeoutMs });
        if (result.error?.code === 'LineExecutionTimeoutError') throw timedOut(deployment);
        return answerOf(result, flow.definition);
      });
    } finally {
      leave();
    }
  }

  /** Loads a deployment's flow where that has not happened yet. */
  async start(endpoint: Endpoint, deployment: Deployment): Promise<void> {
    await this.deployments.use(endpoint, deployment, () => Promise.resolve());
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

function timedOut({ name, requestTimeoutMs }: Deployment): ScoringRefusal {
  return new ScoringRefusal(
    408,
    'RequestTimeout',
    `Deployment '${name}' did not answer within its request timeout of ${requestTimeoutMs / 1000} seconds.`,
  );
}
