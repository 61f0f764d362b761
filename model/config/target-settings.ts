import { z } from 'zod';
import { azureName, nameRules } from '../names/azure-name';
import { environmentVariableName, publicTexts } from './secret-source';
import { textLike } from './text-rule';

const percent = z.int().min(0).max(100);

const traffic = z
  .strictObject({
    current: percent.exactOptional().meta({ description: 'Share of the version that is being deployed.', default: 0 }),
    previous: percent.exactOptional().meta({
      description:
        'Share of the version served before. Left out: that version is removed; 0: it stays, without traffic.',
    }),
  })
  .superRefine(({ current = 0, previous = 0 }, context) => {
    const total = current + previous;
    if (total === 0 || total === 100) return;
    context.addIssue({
      code: 'custom',
      message: `Traffic totals ${total} percent; it must total 100 (or 0: switched off).`,
      params: { code: 'traffic-total', hint: `Write current: ${100 - previous}, previous: ${previous}, for example.` },
    });
  });

/** Azure copies at most half of the live traffic. */
const maximumMirrorPercent = 50;

const mirror = z.strictObject({
  release: z
    .enum(['current', 'previous'])
    .meta({ description: 'Which version gets the copies. It must have no live traffic.' }),
  percent: z
    .int()
    .superRefine((share, context) => {
      if (share >= 1 && share <= maximumMirrorPercent) return;
      context.addIssue({
        code: 'custom',
        message: `Mirror traffic of ${share} percent; Azure copies 1 to ${maximumMirrorPercent} percent of the live traffic.`,
        params: { code: 'mirror-percent', hint: `Write a whole number from 1 to ${maximumMirrorPercent}.` },
      });
    })
    .meta({ description: 'Share of live traffic that is copied.', minimum: 1, maximum: maximumMirrorPercent }),
});

const instanceType = textLike({
  pattern: /^(?:Standard|Basic)_[A-Za-z0-9_-]+$/,
  code: 'wrong-format',
  expected: 'an Azure VM size is needed',
  hint: 'Write it as Azure does, such as Standard_DS3_v2.',
});

const request = z.string().min(1).meta({ description: 'Path of a sample request (JSON), relative to this file.' });

const defaultMaximumLatencyMs = 30_000;

const test = z.union([
  request,
  z.strictObject({
    request,
    maxLatencyMs: z.int().min(1).default(defaultMaximumLatencyMs).meta({
      description: 'Slowest answer that passes, in milliseconds.',
    }),
  }),
]);

const managedEndpoint = z
  .strictObject({
    target: z.literal('managed-endpoint').meta({ description: 'An Azure ML managed online endpoint.' }),
    name: azureName(nameRules.endpoint)
      .exactOptional()
      .meta({ description: 'Endpoint name, unique in the Azure region. Default: <flow>-<environment>-<hash>.' }),
    description: z
      .string()
      .exactOptional()
      .meta({ description: "Shown in the portal. Default: the flow's description." }),
    auth: z.enum(['entra', 'key']).default('entra').meta({ description: 'How callers prove who they are.' }),
    instanceType: instanceType.default('Standard_DS3_v2').meta({ description: 'VM size of the instances.' }),
    instances: z.int().min(1).max(50).default(1).meta({ description: 'Number of instances of each deployment.' }),
    traffic: traffic.default({ current: 100 }).meta({
      description: 'Percent of live traffic by release; total 100, or 0. The first release of a flow takes all of it.',
    }),
    mirror: mirror
      .exactOptional()
      .meta({ description: 'Copies a share of live traffic to one release. Default: none.' }),
    requestTimeoutSeconds: z.int().min(1).max(300).default(90).meta({
      description: 'Seconds after which a request is given up.',
    }),
    maxConcurrentRequests: z.int().min(1).max(1000).default(10).meta({
      description: 'Requests that one instance works on at a time.',
    }),
    environmentVariables: publicTexts(
      environmentVariableName,
      'Put it into a custom connection of the environment and let the flow read that.',
    )
      .default({})
      .meta({ description: 'Environment variables of the serving container. Not for secrets.' }),
    test: test.exactOptional().meta({
      description: `The request that a deploy sends to the endpoint: a path, or { request, maxLatencyMs } (default ${defaultMaximumLatencyMs}). Default: none.`,
    }),
  })
  .superRefine((target, context) => {
    const mirrored = target.mirror?.release;
    const share = mirrored === undefined ? 0 : (target.traffic[mirrored] ?? 0);
    if (mirrored === undefined || share === 0) return;
    context.addIssue({
      code: 'custom',
      path: ['mirror', 'release'],
      message: `'${mirrored}' is mirrored to and has ${share} percent of the live traffic; Azure allows one of the two.`,
      params: {
        code: 'mirror-live',
        hint: `Give '${mirrored}' no share in 'traffic', or mirror to the other release.`,
      },
    });
  });

/** One entry of `deploy.<environment>`. Other kinds of target join this union. */
export const targetSettings = z.discriminatedUnion('target', [managedEndpoint]);

export type TargetSettings = z.infer<typeof targetSettings>;

/** The sample request of a target and the slowest answer that passes; undefined where none is configured. */
export function endpointTest(
  target: TargetSettings,
): { readonly request: string; readonly maxLatencyMs: number } | undefined {
  return typeof target.test === 'string'
    ? { request: target.test, maxLatencyMs: defaultMaximumLatencyMs }
    : target.test;
}
