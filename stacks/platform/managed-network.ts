import { createHash } from 'node:crypto';
import { type Construct } from 'constructs';
import { ManagedNetwork } from '../../constructs/network/managed-network';
import { type IWorkspace, Workspace } from '../../constructs/workspace';
import { type Connection, type Environment } from '../../model/environment';

/** Lets managed deployments reach what the connections and the configuration name, and nothing else. */
export function addManagedNetwork(scope: Construct, environment: Environment, workspace: IWorkspace): void {
  if (!(workspace instanceof Workspace)) {
    throw new Error(`environment ${environment.name}: the network of an existing workspace is not changed`);
  }
  const { connections, network } = environment;
  const managed = new ManagedNetwork(scope, 'managed-network', { workspace });
  // The first of several connections to one account gives the rule its name.
  const accounts = new Map(connections.flatMap(account).reverse());
  for (const { name, ...endpoint } of [...accounts.values()].reverse()) managed.allowPrivateEndpoint(name, endpoint);
  const hosts = [
    ...connections.filter(({ resourceId }) => resourceId === undefined).flatMap(hostsOf),
    ...network.outbound,
  ];
  for (const host of new Set(hosts.map((name) => name.toLowerCase()))) managed.allowHost(ruleName(host), host);
}

/** The account behind a connection, by its id, so that two connections to one share an endpoint. */
function account({ name, type, resourceId }: Connection) {
  if (resourceId === undefined) return [];
  const subresource = type === 'cognitive_search' ? 'searchService' : 'account';
  return [[resourceId.toLowerCase(), { name: `connection-${name}`, resourceId, subresource }] as const];
}

/** Hosts that a connection's flows call; those of a custom one are the addresses among its values. */
function hostsOf({ type, endpoint, configs }: Connection): string[] {
  const addresses = type === 'custom' ? Object.values(configs) : [endpoint ?? standardAddresses[type] ?? ''];
  return addresses.flatMap((address) => {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    return url?.protocol === 'https:' || url?.protocol === 'http:' ? [url.hostname] : [];
  });
}

const standardAddresses: Readonly<Partial<Record<Connection['type'], string>>> = {
  open_ai: 'https://api.openai.com',
  serp: 'https://serpapi.com',
};

/** `host-api-example-com`; a hash keeps cut names, and those that differ in other signs, apart. */
function ruleName(host: string): string {
  const words = host.replaceAll('*', 'any').replaceAll(/[^a-z0-9]+/g, '-');
  const name = `host-${words}`;
  return name.length <= 60 && !host.includes('-')
    ? name
    : `${name.slice(0, 50)}-${createHash('sha256').update(host).digest('hex').slice(0, 6)}`;
}
