import { type FlowFolder, type UsedConnection } from '../flow/flow-folder';
import { type Problem } from '../problem';
import { type EnvironmentSource } from '../resolution/environment-source';
import { listed, nearest } from '../yaml/nearest';
import { type FlowSource } from './flow-source';

/** Connections that a flow's nodes use and an environment that deploys it does not define. */
export function connectionProblems(
  flows: readonly FlowSource[],
  environments: readonly EnvironmentSource[],
): readonly Problem[] {
  return flows.flatMap((source) => {
    const { flow } = source;
    if (flow === undefined) return [];
    const deploying = environments.filter(({ name }) => Object.hasOwn(source.config.deploy, name));
    return flow.connections.flatMap((used) => {
      const lacking = deploying.filter(({ connectionNames }) => !connectionNames.includes(used.name));
      return lacking.length === 0 ? [] : [unknownConnection(flow, used, lacking)];
    });
  });
}

function unknownConnection(flow: FlowFolder, used: UsedConnection, lacking: readonly EnvironmentSource[]): Problem {
  const environments = lacking.map(({ name }) => name);
  const known = [...new Set(lacking.flatMap(({ connectionNames }) => connectionNames))];
  const near = nearest(used.name, known);
  const first = environments[0] ?? '';
  const define = `define '${used.name}' under 'environments.${first}.connections' (or 'defaults.connections') in ${lacking[0]?.file.document.file ?? ''}`;
  return flow.document.problem({
    path: used.path,
    code: 'unknown-connection',
    message: `Node '${used.node}' uses the connection '${used.name}', which ${listed(environments)} do${environments.length > 1 ? '' : 'es'} not define; defined: ${listed(known)}.`,
    hint:
      near === undefined
        ? `${define.charAt(0).toUpperCase()}${define.slice(1)}.`
        : `Did you mean '${near}'? Else ${define}.`,
  });
}
