import { FlowError } from '../error';
import type { ConnectionProvider } from '../connection';
import type { ExecutableNode } from '../nodes/executable';
import { loadLlmNode } from '../nodes/llm/load';
import { loadPromptNode } from '../nodes/prompt/load';
import { loadPythonNode } from '../nodes/python/load';
import type { PythonHost } from '../nodes/python/host';
import type { FlowDefinition, NodeDefinition } from './definition';

export interface NodeLoading {
  /** Folder that tools' paths are relative to. */
  readonly folder: string;
  /** Absolute path of the flow.dag.yaml, for errors. */
  readonly file: string;
  readonly host: PythonHost;
  readonly connections: ConnectionProvider | undefined;
}

/** Loads every node's tool in file order, whether or not it will run, and stops at the first that cannot be loaded. */
export async function loadNodes(flow: FlowDefinition, loading: NodeLoading): Promise<readonly ExecutableNode[]> {
  if (flow.nodes.some((node) => node.type === 'python')) loading.host.start();
  const loaded: ExecutableNode[] = [];
  for (const node of flow.nodes) {
    try {
      loaded.push(await loadNode(node, loading));
    } catch (error) {
      throw resolveToolError(node.name, FlowError.from(error, node.name), loading.file);
    }
  }
  return loaded;
}

function loadNode(node: NodeDefinition, loading: NodeLoading): ExecutableNode | Promise<ExecutableNode> {
  if (node.source === undefined) {
    throw new FlowError('UserErrorException', `Node ${node.name} does not have source defined.`, { node: node.name });
  }
  switch (node.type) {
    case 'prompt':
      return loadPromptNode(node, loading.folder);
    case 'llm':
      return loadLlmNode(node, loading.folder, loading.connections);
    case 'python':
      return loadPythonNode(node, loading.host, loading.connections);
    default:
      throw new FlowError('NotImplementedError', `Tool type ${node.type ?? 'None'} is not supported yet.`, {
        node: node.name,
      });
  }
}

function resolveToolError(node: string, inner: FlowError, file: string): FlowError {
  const reason = inner.code === 'TemplateSyntaxError' ? inner.message : `(${inner.code}) ${inner.message}`;
  return new FlowError('ResolveToolError', `Tool load failed in '${node}': ${reason}`, {
    node,
    file,
    fault: inner.fault,
    cause: inner,
    ...(inner.traceback === undefined ? {} : { traceback: inner.traceback }),
  });
}
