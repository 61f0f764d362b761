import { stringify } from 'yaml';
import type { Connection } from '../connection';
import { variableName } from '../connections/provider';
import { FlowError } from '../error';
import type { FlowDefinition } from '../load/definition';

/** The file of a connection without its secrets, and the variables that take their place. */
export interface ConnectionFile {
  readonly name: string;
  readonly text: string;
  /** Environment variables that must be set where the flow is served. */
  readonly variables: readonly string[];
}

/** A connection that a node cannot do without. */
export interface ConnectionUse {
  readonly node: string;
  readonly connection: string;
}

/**
 * The connections that a flow uses, of those that are known. `toolUses` are those of Python tools, which their
 * parameters' types tell.
 * @throws FlowError for a node whose connection is not known: the flow could not be served
 */
export function usedConnections(
  flow: FlowDefinition,
  toolUses: readonly ConnectionUse[],
  known: readonly Connection[],
): readonly Connection[] {
  const llmUses = flow.nodes.flatMap(({ name: node, connection }) =>
    connection === undefined ? [] : [{ node, connection }],
  );
  const names = new Set([...llmUses, ...toolUses].map(({ node, connection }) => find(connection, node, known).name));
  for (const { inputs } of flow.nodes) {
    // Tools of packages tell no types here: a literal that is the name of a connection counts as one.
    for (const input of inputs.values()) {
      if (input.kind === 'literal' && typeof input.value === 'string') names.add(input.value);
    }
  }
  for (const value of flow.environmentVariables.values()) {
    const [, name] = (typeof value === 'string' && /^\$\{([^.{}]+)\.[^.{}]+\}$/.exec(value)) || [];
    if (name !== undefined) names.add(name);
  }
  return known.filter(({ name }, index) => names.has(name) && known.findLastIndex((c) => c.name === name) === index);
}

/** A connection's file in which each secret is `${env:<CONNECTION>_<FIELD>}`. */
export function connectionFile({ name, type, configs, secrets }: Connection): ConnectionFile {
  const variables: string[] = [];
  const references = Object.fromEntries(
    Object.keys(secrets).map((field) => {
      const variable = variableName(`${name}_${field}`);
      variables.push(variable);
      return [field, `\${env:${variable}}`];
    }),
  );
  for (const value of Object.values(configs)) variables.push(...(/^\$\{env:([^}]+)\}$/.exec(value)?.slice(1) ?? []));
  const fields = type === 'custom' ? { configs, secrets: references } : { ...configs, ...references };
  return { name: `${name.replace(/[^\w.-]/g, '_')}.yaml`, text: stringify({ name, type, ...fields }), variables };
}

function find(name: string, node: string, known: readonly Connection[]): Connection {
  const connection = known.findLast((candidate) => candidate.name === name);
  if (connection !== undefined) return connection;
  const given = known.map((candidate) => candidate.name).join(', ') || 'none';
  throw new FlowError(
    'GetConnectionError',
    `Node '${node}' uses the connection '${name}', which is not defined. Connections that were given: ${given}. ` +
      `Give a file that defines it; its secrets may be \${env:NAME}, they are not packaged.`,
    { node },
  );
}
