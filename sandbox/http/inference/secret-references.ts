import { type WorkspaceConnections } from './workspace-connections';

/** `${{azureml://connections/<name>/<path>}}` */
const referencePattern = /^\$\{\{\s*azureml:\/\/connections\/([^/\s}]+)\/([^\s}]+)\s*\}\}$/;

/**
 * Environment variables with values of connections in the place of references to them, as Azure ML injects them before
 * a container starts.
 * @throws Error where a value cannot be read
 */
export async function resolveReferences(
  variables: Readonly<Record<string, string>>,
  connections: WorkspaceConnections,
): Promise<Readonly<Record<string, string>>> {
  const resolved = await Promise.all(
    Object.entries(variables).map(async ([variable, text]) => {
      const [, name, path = ''] = referencePattern.exec(text) ?? [];
      if (name === undefined) return [variable, text] as const;
      try {
        return [variable, await connections.value(name, path)] as const;
      } catch (error) {
        throw new Error(`SecretsInjectionError: ${variable} cannot be set: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }),
  );
  return Object.fromEntries(resolved);
}
