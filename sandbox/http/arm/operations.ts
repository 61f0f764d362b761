import { ArmError, type Json } from '../../arm';

/** Where to ask for the outcome of a long-running operation. */
export interface OperationAddresses {
  readonly 'azure-asyncoperation': string;
  readonly location: string;
  /** Seconds. The sandbox is done at once, so a client need not wait before it asks. */
  readonly 'retry-after': '0';
}

const longRunningTypes = [
  /^Microsoft\.Resources\/resourceGroups$/i,
  /^Microsoft\.MachineLearningServices\/workspaces$/i,
  /^Microsoft\.MachineLearningServices\/workspaces\/onlineEndpoints(\/deployments)?$/i,
];

/** True for the types whose changes Azure answers before they are done. */
export function isLongRunning(type: string): boolean {
  return longRunningTypes.some((pattern) => pattern.test(type));
}

/** Addresses that tell of an operation on a resource. They need no memory: whatever was accepted has been done. */
export function operationAddresses(
  endpoint: string,
  id: string,
  location: string,
  apiVersion: string,
): OperationAddresses {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(id)?.[0] ?? '';
  const base = `${endpoint}${subscription}/providers/Microsoft.MachineLearningServices/locations/${location}`;
  const operation = Buffer.from(id).toString('base64url');
  return {
    'azure-asyncoperation': `${base}/mfeOperationsStatus/${operation}?api-version=${apiVersion}`,
    location: `${base}/mfeOperationResults/${operation}?api-version=${apiVersion}`,
    'retry-after': '0',
  };
}

/** The answer to a poll; undefined where the path is none of `operationAddresses`. */
export function readOperation(path: string): { readonly status: 200 | 204; readonly body?: Json } | undefined {
  const [, kind, name = ''] = /\/(mfeOperationsStatus|mfeOperationResults)\/([^/]+)$/i.exec(path) ?? [];
  if (kind === undefined) return undefined;
  const target = Buffer.from(name, 'base64url').toString('utf8');
  if (!target.startsWith('/')) throw new ArmError(404, 'OperationNotFound', `There is no operation '${name}'.`);
  if (kind.toLowerCase() === 'mfeoperationresults') return { status: 204 };
  return { status: 200, body: { id: path, name, status: 'Succeeded', percentComplete: 100, properties: { target } } };
}
