import { type ArmResource, type JsonObject } from '../resource';
import { objectOf, stringOf } from '../json-values';
import { badRequest } from './refusals';
import { type ActionRequest, type NameRule, type PutRequest, type Rule } from './rule';

export const aksType = 'Microsoft.ContainerService/managedClusters';
export const arcType = 'Microsoft.Kubernetes/connectedClusters';

const clusterName: NameRule = {
  pattern: /^(?=.{1,63}$)[a-zA-Z0-9]([\w-]*[a-zA-Z0-9])?$/,
  says: '1 to 63 letters, digits, dashes and underscores, with a letter or digit at both ends',
};

/** The namespaces that every cluster has. */
const ownNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** AKS clusters and those that Azure Arc connects. Of what is inside a cluster, an AKS cluster's namespaces are kept. */
export const kubernetesClusters: readonly Rule[] = [
  {
    type: aksType,
    name: clusterName,
    readOnly: ['fqdn', 'namespaces'],
    check: checkCluster,
    properties: ({ id, properties, existing, body }) => ({
      ...properties,
      fqdn: `${id.name.toLowerCase()}.hcp.${body.location ?? 'region'}.azmk8s.io`,
      namespaces: existing?.properties.namespaces ?? ownNamespaces,
    }),
    actions: { runcommand: runCommand },
  },
  { type: arcType, name: clusterName },
];

/** Names of the namespaces of an AKS cluster. */
export function namespacesOf(cluster: ArmResource): readonly string[] {
  const { namespaces } = cluster.properties;
  return Array.isArray(namespaces) ? namespaces.filter((name) => typeof name === 'string') : [];
}

function checkCluster({ id, properties, body }: PutRequest): void {
  const hasIdentity = body.identity !== undefined && body.identity.type !== 'None';
  if (!hasIdentity && properties.servicePrincipalProfile === undefined) {
    throw badRequest('BadRequest', `Cluster '${id.name}' needs an identity or a service principal.`);
  }
  if (properties.disableLocalAccounts === true && properties.aadProfile === undefined) {
    throw badRequest(
      'BadRequest',
      `Cluster '${id.name}' cannot be without local accounts (disableLocalAccounts) unless Entra admits to it (aadProfile).`,
    );
  }
}

const createNamespace =
  /^kubectl create (?:namespace|ns) ([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)( --dry-run=client -o yaml \| kubectl apply -f -)?$/;

/** Of all commands, the sandbox carries out the one that makes a namespace. */
function runCommand({ resource, body, change }: ActionRequest): JsonObject {
  if (objectOf(resource.properties.apiServerAccessProfile).disableRunCommand === true) {
    throw badRequest('RunCommandDisabled', `Run command is disabled for cluster '${resource.name}'.`);
  }
  if (resource.properties.aadProfile !== undefined && stringOf(body.clusterToken) === undefined) {
    throw badRequest(
      'MissingAADClusterToken',
      `Cluster '${resource.name}' has Azure Active Directory enabled: clusterToken is required.`,
    );
  }
  const command = stringOf(body.command)?.trim() ?? '';
  if (command === '') throw badRequest('BadRequest', 'A run command needs its command.');
  const [, name, applies] = createNamespace.exec(command) ?? [];
  if (name === undefined) {
    return ended(127, 'The sandbox has no kubectl: of all commands it carries out "kubectl create namespace <name>".');
  }
  const namespaces = namespacesOf(resource);
  if (!namespaces.includes(name)) {
    change(resource.id, { namespaces: [...namespaces, name].sort() });
    return ended(0, `namespace/${name} created`);
  }
  return applies === undefined
    ? ended(1, `Error from server (AlreadyExists): namespaces "${name}" already exists`)
    : ended(0, `namespace/${name} unchanged`);
}

/** A command's end, which ARM calls a success whatever the exit code. */
function ended(exitCode: number, logs: string): JsonObject {
  return { properties: { provisioningState: 'Succeeded', exitCode, logs } };
}
