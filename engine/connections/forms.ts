import { connectionClasses } from './classes';

/** The fields of a type of connection, as its files name them. */
export interface ConnectionForm {
  /** Fields that are secret. */
  readonly secrets: readonly string[];
  /** Fields without which the connection cannot be used; the key only where `auth_mode` does not say `meid_token`. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** What fields that are left out stand for, in prompt flow's classes. */
  readonly defaults?: Readonly<Record<string, string>>;
}

const withKey = (required: readonly string[], optional: readonly string[] = []): ConnectionForm => ({
  secrets: ['api_key'],
  required,
  optional,
});

/** What each type of connection holds; a custom one holds what its author likes. */
const forms: Readonly<Record<string, ConnectionForm>> = {
  azure_open_ai: {
    ...withKey(['api_base', 'api_key'], ['api_type', 'api_version', 'auth_mode', 'resource_id']),
    defaults: { api_type: 'azure', api_version: '2024-02-01', auth_mode: 'key' },
  },
  open_ai: withKey(['api_key'], ['organization', 'base_url']),
  serverless: withKey(['api_key', 'api_base']),
  cognitive_search: withKey(['api_base', 'api_key'], ['api_version', 'auth_mode']),
  azure_ai_services: withKey(['endpoint', 'api_key'], ['auth_mode']),
  serp: withKey(['api_key']),
  bing: withKey(['api_key'], ['url']),
  azure_content_safety: withKey(['api_key', 'endpoint'], ['api_version', 'api_type']),
  form_recognizer: withKey(['api_key', 'endpoint'], ['api_version', 'api_type']),
  qdrant: withKey(['api_key', 'api_base']),
  weaviate: withKey(['api_key', 'api_base']),
};

/** The form of a type; undefined for custom connections and for types that are not known. */
export function formOf(type: string): ConnectionForm | undefined {
  return forms[type];
}

/** A type from any of its spellings: `azure_open_ai`, or the name of its class. Undefined where there is no such type. */
export function connectionType(written: string): string | undefined {
  if (connectionClasses[written] !== undefined) return written;
  return Object.entries(connectionClasses).find(([, name]) => name === written)?.[0];
}

export const connectionTypes: readonly string[] = Object.keys(connectionClasses);
