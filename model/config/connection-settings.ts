import { z } from 'zod';
import { type ConnectionType } from '../environment';
import { azureName, nameRules } from '../names/azure-name';
import { secretHolders, secretPlaces } from '../yaml/schema-walk';
import { armId } from './arm-id';
import { connectionApiVersions } from './environment-defaults';
import { publicTexts, secretSource } from './secret-source';
import { textLike } from './text-rule';

const httpsUrl = textLike({
  pattern: /^https:\/\/[^\s/?#]+[^\s]*$/,
  code: 'wrong-format',
  expected: 'an address that starts with https:// is needed',
  hint: 'Write the whole address, such as https://contoso.openai.azure.com/.',
});

const keyAuth = z.strictObject({ key: secretSource });
const auth = z.union([z.literal('entra'), keyAuth]);
secretPlaces.add(auth, { instead: "Write 'entra', or { key: { env: NAME } } and set NAME where the deploy runs." });

/**
 * A connection as one block of environments.yaml states it. Any key may come from a block that is inherited, so none is
 * required here: what a type needs is checked on the merged whole, by `connectionRules`.
 */
export const connectionSettings = z.strictObject({
  type: z
    .enum(['azure_open_ai', 'open_ai', 'cognitive_search', 'serp', 'custom'])
    .exactOptional()
    .meta({ description: 'Kind of service, as prompt flow names it.' }),
  endpoint: httpsUrl.exactOptional().meta({
    description:
      'Base URL of the service. Required for azure_open_ai and cognitive_search; open_ai takes its own by default.',
  }),
  apiVersion: z
    .string()
    .exactOptional()
    .meta({
      description: `API version. Default: ${connectionApiVersions.azure_open_ai} for azure_open_ai, ${connectionApiVersions.cognitive_search} for cognitive_search.`,
    }),
  organization: z.string().exactOptional().meta({ description: 'OpenAI organization (open_ai only). Default: none.' }),
  resourceId: armId().exactOptional().meta({
    description:
      'ARM id of the account behind the connection. With it, endpoint identities are granted access where auth is entra. Default: none.',
  }),
  auth: auth.exactOptional().meta({
    description:
      'entra (no secret; azure_open_ai and cognitive_search, where it is the default) or { key: { env: NAME } } (required for open_ai and serp).',
  }),
  configs: publicTexts(z.string(), "Move it under 'secrets', as { env: NAME }.")
    .exactOptional()
    .meta({ description: 'Values of a custom connection that are not secret. Default: none.' }),
  secrets: z
    .record(z.string(), secretSource)
    .exactOptional()
    .meta({ description: 'Secrets of a custom connection by key; at least one.' }),
});

secretHolders.add(connectionSettings, {
  instead: 'Write auth: { key: { env: NAME } } (custom connections: secrets) and set NAME where the deploy runs.',
});

export type ConnectionSettings = z.infer<typeof connectionSettings>;

/** By name: connections as workspaces hold them. */
export const connections = z.record(azureName(nameRules.connection), connectionSettings);

/** What each type of connection needs and takes besides `type`, and whether Entra can stand in for a key. */
export const connectionRules: Readonly<
  Record<
    ConnectionType,
    {
      readonly required: readonly (keyof ConnectionSettings)[];
      readonly optional: readonly (keyof ConnectionSettings)[];
      readonly entra: boolean;
    }
  >
> = {
  azure_open_ai: { required: ['endpoint'], optional: ['apiVersion', 'resourceId', 'auth'], entra: true },
  cognitive_search: { required: ['endpoint'], optional: ['apiVersion', 'resourceId', 'auth'], entra: true },
  open_ai: { required: ['auth'], optional: ['endpoint', 'organization'], entra: false },
  serp: { required: ['auth'], optional: [], entra: false },
  custom: { required: ['secrets'], optional: ['configs'], entra: false },
};
