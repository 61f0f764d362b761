import { connectionRules, type ConnectionSettings } from '../config/connection-settings';
import { connectionApiVersions } from '../config/environment-defaults';
import { type Connection, type SecretSource } from '../environment';
import { listed } from '../yaml/nearest';
import { type EnvironmentFault } from './environment-fault';
import { type EnvironmentSource } from './environment-source';

/** Connections of an environment, with what keeps the others from being made. */
export function resolveConnections(source: EnvironmentSource): {
  readonly connections: readonly Connection[];
  readonly faults: readonly EnvironmentFault[];
} {
  const named = Object.entries(source.settings.connections ?? {});
  const faults = named.flatMap(([name, settings]) => connectionFaults(source, name, settings));
  return { connections: faults.length > 0 ? [] : named.map(([name, settings]) => connection(name, settings)), faults };
}

function connectionFaults(
  source: EnvironmentSource,
  name: string,
  settings: ConnectionSettings,
): readonly EnvironmentFault[] {
  const path = ['connections', name];
  const { type } = settings;
  if (type === undefined) {
    if (source.isBroken([...path, 'type'])) return [];
    const types = listed(Object.keys(connectionRules), 'or');
    const hint = `Add type: ${types}.`;
    return [source.fault([...path, 'type'], 'missing-key', `Connection '${name}' has no type.`, hint)];
  }
  const { required, optional, entra } = connectionRules[type];
  const missing = required
    .filter((key) => settings[key] === undefined && !source.isBroken([...path, key]))
    .map((key) => {
      const message = `Connection '${name}' has no '${key}', which ${type} needs.`;
      return source.fault([...path, key], 'missing-key', message, `Add ${example[key] ?? key}.`);
    });
  const allowed = ['type', ...required, ...optional];
  const foreign = Object.keys(settings)
    .filter((key) => !allowed.includes(key))
    .map((key) => {
      const message = `Connection '${name}' is of type ${type}, which has no '${key}'; allowed: ${listed(allowed)}.`;
      return source.fault([...path, key], 'unknown-key', message, `Remove '${key}', or correct the type.`);
    });
  const faults = [...missing, ...foreign];
  if (settings.auth === 'entra' && !entra && optional.concat(required).includes('auth')) {
    const message = `Connection '${name}' cannot use entra: services of type ${type} know keys only.`;
    faults.push(source.fault([...path, 'auth'], 'unsupported-auth', message, `Add ${example.auth ?? ''}.`));
  }
  if (type === 'custom' && settings.secrets !== undefined && Object.keys(settings.secrets).length === 0) {
    if (!source.isBroken([...path, 'secrets'])) {
      const message = `Custom connection '${name}' has no secret; prompt flow wants one at least.`;
      faults.push(source.fault([...path, 'secrets'], 'missing-key', message, `Add ${example.secrets ?? ''}.`));
    }
  }
  return faults;
}

const example: Readonly<Partial<Record<keyof ConnectionSettings, string>>> = {
  endpoint: 'endpoint: https://<account>…',
  auth: 'auth: { key: { env: NAME } } and set NAME where the deploy runs',
  secrets: 'secrets: { <key>: { env: NAME } } and set NAME where the deploy runs',
};

function connection(name: string, settings: ConnectionSettings): Connection {
  const { type = 'custom', endpoint, organization, resourceId, configs = {} } = settings;
  const standardVersion =
    type === 'azure_open_ai' || type === 'cognitive_search' ? connectionApiVersions[type] : undefined;
  const apiVersion = settings.apiVersion ?? standardVersion;
  return {
    name,
    type,
    ...(endpoint !== undefined && { endpoint }),
    ...(apiVersion !== undefined && { apiVersion }),
    ...(organization !== undefined && { organization }),
    ...(resourceId !== undefined && { resourceId }),
    auth: type === 'custom' ? secrets(settings.secrets ?? {}) : authOf(settings),
    configs,
  };
}

function authOf({ auth = 'entra' }: ConnectionSettings): Connection['auth'] {
  return auth === 'entra' ? 'entra' : secrets(auth);
}

type SecretSettings = NonNullable<ConnectionSettings['secrets']>;

function secrets(sources: SecretSettings): Readonly<Record<string, SecretSource>> {
  return Object.fromEntries(Object.entries(sources).map(([key, { env, version = '1' }]) => [key, { env, version }]));
}
