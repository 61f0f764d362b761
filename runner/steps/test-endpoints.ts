import { readFile } from 'node:fs/promises';
import { type Flow, type DeploymentTarget } from '../../model';
import { type RunContext } from '../context';
import { StepFailure } from '../failure';
import { type EndpointReport, type EndpointTest } from '../result';
import { type Progress } from '../step-runner';
import { ServedTargets, targetsOf } from './served-targets';

/** The endpoints of an environment as they are deployed now; those that do not exist yet are left out. */
export async function readEndpoints(context: RunContext): Promise<EndpointReport[]> {
  const client = await ServedTargets.open(context);
  const reports = await Promise.all(
    targetsOf(context.environment).map(({ flow, target }) => readEndpoint(client, flow, target)),
  );
  return reports.filter((report) => report !== undefined);
}

/**
 * Sends each endpoint's sample request: once by its traffic, and once to each further deployment by name, so that one
 * with a small share is tested as well. Checks status, the flow's outputs in the answer, and the latency.
 */
export async function testEndpoints(
  context: RunContext,
  flowName: string | undefined,
  progress: Progress,
): Promise<EndpointReport[]> {
  const client = await ServedTargets.open(context);
  const endpoints = targetsOf(context.environment).filter(
    ({ flow }) => flowName === undefined || flow.name === flowName,
  );
  let done = 0;
  return Promise.all(
    endpoints.map(async ({ flow, target }) => {
      const report = await readEndpoint(client, flow, target);
      if (report === undefined) {
        throw new StepFailure(
          `The endpoint ${target.name} of flow ${flow.name} does not exist in ${context.environment.name}.`,
          {
            next: [`llmops deploy --env ${context.environment.name}`],
          },
        );
      }
      const test = await testEndpoint(client, flow, target, report);
      progress((done += 1), endpoints.length, target.name);
      return test === undefined ? report : { ...report, test };
    }),
  );
}

async function testEndpoint(
  client: ServedTargets,
  flow: Flow,
  target: DeploymentTarget,
  { traffic }: EndpointReport,
): Promise<EndpointTest | undefined> {
  if (target.test === undefined) return undefined;
  const { request, maxLatencyMs } = target.test;
  const body = JSON.parse(await readFile(request, 'utf8')) as unknown;
  const send = async (deployment: string | undefined): Promise<EndpointTest> => {
    const answer = await client.score(target, body, deployment);
    const reason = reasonAgainst(answer, flow.outputs, maxLatencyMs);
    return {
      status: answer.status,
      latencyMs: Math.round(answer.latencyMs),
      passed: reason === undefined,
      ...(answer.deployment === undefined ? {} : { deployment: answer.deployment }),
      ...(reason === undefined ? {} : { reason }),
    };
  };
  const byTraffic = await send(undefined);
  for (const deployment of Object.keys(traffic)) {
    if (deployment === byTraffic.deployment) continue;
    const direct = await send(deployment);
    if (!direct.passed) return direct;
  }
  return byTraffic;
}

function reasonAgainst(
  answer: { readonly status: number; readonly body: unknown; readonly latencyMs: number },
  outputs: readonly string[],
  maxLatencyMs: number,
): string | undefined {
  const { status, body, latencyMs } = answer;
  const shown = excerpt(body);
  if (status !== 200) return `answered ${status}: ${shown}`;
  // A flex flow, of which no outputs are known for certain, may answer with any value.
  const isObject = typeof body === 'object' && body !== null;
  if (!isObject && outputs.length > 0) return `answered something that is not a JSON object: ${shown}`;
  const missing = outputs.filter((name) => !isObject || !(name in body));
  if (missing.length > 0)
    return `answered without the flow's ${missing.map((name) => `"${name}"`).join(', ')}: ${shown}`;
  if (latencyMs > maxLatencyMs) return `took ${Math.round(latencyMs)} ms, more than the ${maxLatencyMs} ms allowed`;
  return undefined;
}

function excerpt(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

async function readEndpoint(
  client: ServedTargets,
  flow: Flow,
  target: DeploymentTarget,
): Promise<EndpointReport | undefined> {
  const endpoint = await client.get(target);
  if (endpoint === undefined) return undefined;
  const { name, scoringUri, traffic, mirrorTraffic } = endpoint;
  return {
    flow: flow.name,
    target: target.target,
    name,
    scoringUri,
    traffic,
    ...(target.test === undefined ? {} : { sampleRequest: target.test.request }),
    ...(Object.keys(mirrorTraffic).length === 0 ? {} : { mirrorTraffic }),
  };
}
