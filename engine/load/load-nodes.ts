import { FlowError } from '../error';
import type { ConnectionProvider } from '../connection';
import type { ExecutableNode } from '../nodes/executable';
import type { PythonHost, PythonSettings } from '../nodes/python/host';
import type { FlowDefinition, NodeDefinition } from './definition';

export interface NodeLoading {
  /** Folder that tools' paths are relative to. */
  readonly folder: string;
  /** Absolute path of the flow.dag.yaml, for errors. */
  readonly file: string;
  readonly host: PythonHost;
  readonly format: FlowDefinition['messageFormat'];
  readonly environment: PythonSettings['environment'];
  readonly connections: ConnectionProvider | undefined;
}

/** What LLM nodes say of themselves; this engine has it without Python. */
const ownModules: ReadonlySet<string> = new Set(['promptflow.tools.aoai', 'promptflow.tools.openai']);

/** Loads every node's tool in file order, whether or not it will run, and stops at the first that cannot be loaded. */
export async function loadNodes(flow: FlowDefinition, loading: NodeLoading): Promise<readonly ExecutableNode[]> {
  const modules = flow.nodes.filter(({ module }) => module !== undefined && !ownModules.has(module));
  if (modules.length > 0 || flow.nodes.some((node) => node.type === 'python' || node.type === 'custom_llm')) {
    await loading.host.configure({ folder: loading.folder, environment: loading.environment });
  }
  for (const { name, module = '' } of modules) await importModule(name, module, loading);
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

/** The code for a kind of node is imported when a flow has one: starting up is much of a short run's time. */
async function loadNode(node: NodeDefinition, loading: NodeLoading): Promise<ExecutableNode> {
  if (node.source === undefined) {
    throw new FlowError('UserErrorException', `Node ${node.name} does not have source defined.`, { node: node.name });
  }
  switch (node.type) {
    case 'prompt': {
      const { loadPromptNode } = await import('../nodes/prompt/load');
      return loadPromptNode(node, loading);
    }
    case 'llm': {
      const { loadLlmNode } = await import('../nodes/llm/load');
      return loadLlmNode(node, loading);
    }
    case 'python':
    case 'custom_llm': {
      const { loadPythonNode } = await import('../nodes/python/load');
      return loadPythonNode(node, loading.host, loading);
    }
    default:
      throw new FlowError('NotImplementedError', `Tool type ${node.type ?? 'None'} is not supported yet.`, {
        node: node.name,
      });
  }
}

async function importModule(node: string, module: string, { host, file }: NodeLoading): Promise<void> {
  try {
    await host.importModule(module);
  } catch (error) {
    const { code, message } = FlowError.from(error);
    const text = `Failed to import modules with error: Import node '${node}' provider module '${module}' failed. Root cause: (${code}) ${message}.`;
    throw new FlowError('FailedToImportModule', text, { node, file, cause: error });
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
