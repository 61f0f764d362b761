import { connectionSecrets } from '../../model/connection-variables';
import { type Environment, type Flow } from '../../model/environment';
import { terraformLiteral } from '../terraform-literal';

/** What a secret's version is where the configuration says nothing. */
const firstVersion = '1';

/**
 * An environment variable that follows the versions of the secrets that a flow uses. Containers read connections when
 * they start: with the variable, a secret that is rotated has every deployment and app of the flow start anew, and
 * before the first rotation there is none.
 */
export function connectionVersions(environment: Environment, flow: Flow): Record<string, string> {
  const rotated = environment.connections
    .filter(({ name }) => flow.connections.includes(name))
    .flatMap((connection) =>
      connectionSecrets(connection)
        .filter(({ version }) => version !== firstVersion)
        .map(({ field, version }) => `${connection.name}.${field}=${version}`),
    )
    .sort();
  return rotated.length === 0 ? {} : { LLMOPS_SECRET_VERSIONS: terraformLiteral(rotated.join(',')) };
}
