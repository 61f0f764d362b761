type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The environment variables for a flow that is served: what is given, then this process's, and only then the flow's own
 * YAML, which is the other way round in a single run: whoever deploys a flow can change what its author wrote.
 */
export function servingEnvironment(
  given: Readonly<Record<string, string>>,
  process: Variables,
): Record<string, string> {
  const own = Object.entries(process).filter((entry): entry is [string, string] => {
    // Meant for some other program: only the flow's author and whoever serves it refer to connections.
    return entry[1]?.startsWith('${') === false;
  });
  return { ...Object.fromEntries(own), ...given };
}
