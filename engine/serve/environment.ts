import { FlowError } from '../error';

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

/**
 * How many requests prompt flow's server would run at once: its workers times the threads of each. Undefined where the
 * environment sets neither.
 * @throws FlowError for what is no number from 1
 */
export function workerRequests(environment: Variables): number | undefined {
  const workers = count('PROMPTFLOW_WORKER_NUM', environment);
  const threads = count('PROMPTFLOW_WORKER_THREADS', environment);
  if (workers === undefined && threads === undefined) return undefined;
  return (workers ?? 8) * (threads ?? 1);
}

/** Why prompt flow's choice of a connection provider changes nothing here; undefined where it agrees with this engine. */
export function connectionProviderWarning(environment: Variables): string | undefined {
  const variable = 'PROMPTFLOW_CONNECTION_PROVIDER';
  const provider = environment[variable] ?? '';
  if (provider === '' || provider === 'local') return undefined;
  return (
    `${variable} has no effect: connections come from files and environment variables, not from '${provider}'. ` +
    'Define those that the flow uses in files; secrets may be ${env:NAME} there.'
  );
}

function count(variable: string, environment: Variables): number | undefined {
  const text = environment[variable] ?? '';
  if (text === '') return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new FlowError('UserErrorException', `${variable} must be a whole number from 1, not '${text}'.`);
}
