import { containerSecrets } from '../../model/flow-image';
import { type Flow } from '../../model/environment';
import { type AssetVersion, type FlowVersion } from '../../model/release';
import { type ServingTarget } from '../../model/target';
import { terraformLiteral, terraformLiterals } from '../terraform-literal';
import { connectionVersions } from './connection-versions';
import { type ServingPlace } from './place';

/** What an online deployment runs a version of a flow in. */
export interface ServingContainer {
  /** The Azure ML environment: the version's own where it has an image, else the one that flows share. */
  readonly environment: AssetVersion;
  readonly variables: Record<string, string>;
}

/** Each version keeps what it was registered with: an image that came later is none of a previous version's. */
export function servingContainer(
  { platform, servingEnvironment }: ServingPlace,
  flow: Flow,
  target: ServingTarget,
  { image, version }: FlowVersion,
): ServingContainer {
  const own = {
    ...connectionVersions(platform.environment, flow),
    ...terraformLiterals(target.environmentVariables),
  };
  if (image !== undefined) {
    return { environment: image.environment, variables: { ...secretReferences(platform.environment, flow), ...own } };
  }
  if (servingEnvironment !== undefined) return { environment: servingEnvironment, variables: own };
  throw new Error(
    `the release names no environment for version ${version} of flow ${flow.name}: ` +
      `run "llmops register --env ${platform.environment.name}"`,
  );
}

/** Azure ML puts the secrets of workspace connections in the place of these when a container starts. */
function secretReferences(
  { connections }: ServingPlace['platform']['environment'],
  flow: Flow,
): Record<string, string> {
  const used = connections.filter(({ name }) => flow.connections.includes(name));
  return Object.fromEntries(
    used.flatMap((connection) =>
      containerSecrets(connection).map(({ variable, field }) => [
        variable,
        terraformLiteral(`\${{azureml://connections/${connection.name}/credentials/${field}}}`),
      ]),
    ),
  );
}
