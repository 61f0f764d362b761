import { z } from 'zod';
import { armId } from '../arm-id';
import { environmentVariableName, publicTexts } from '../secret-source';
import { traffic } from './traffic';

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

/** The slowest answer that passes where the configuration names none, in milliseconds. */
export { defaultMaximumLatencyMs };

const identity = z.strictObject({
  existing: armId('Microsoft.ManagedIdentity/userAssignedIdentities').meta({
    description: 'ARM id of a user-assigned identity that exists already.',
  }),
  grant: z.boolean().default(true).meta({
    description: 'Grant it what serving needs. false: somebody else sees to that.',
  }),
});

/** The keys that every kind of target has. */
export const servingTarget = {
  description: z
    .string()
    .exactOptional()
    .meta({ description: "Shown in the portal. Default: the flow's description." }),
  identity: identity.exactOptional().meta({
    description: 'The user-assigned identity that the flow runs as. Default: a new one.',
  }),
  traffic: traffic.default({ current: 100 }).meta({
    description: 'Percent of live traffic by release; total 100, or 0. The first release of a flow takes all of it.',
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
} as const;

/** The keys that both kinds of online endpoint have. */
export const onlineEndpoint = {
  instances: z.int().min(1).max(50).default(1).meta({ description: 'Number of instances of each deployment.' }),
  requestTimeoutSeconds: z.int().min(1).max(300).default(90).meta({
    description: 'Seconds after which a request is given up.',
  }),
  maxConcurrentRequests: z.int().min(1).max(1000).default(10).meta({
    description: 'Requests that one instance works on at a time.',
  }),
} as const;
