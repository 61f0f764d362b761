import { type AttachAnswer, type AttachRequest, controlPaths, type HostHealth } from '../http/control';

const healthTimeoutMs = 2_000;
const ending = 503;

/** True where the process with this id hosts the sandbox of the directory at the endpoint. */
export async function isHosting(endpoint: string, pid: number, directory: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint + controlPaths.health, { signal: AbortSignal.timeout(healthTimeoutMs) });
    const health = (await response.json()) as HostHealth;
    return response.ok && health.pid === pid && health.directory === directory;
  } catch {
    return false;
  }
}

/**
 * Asks the host to have what this client needs running; undefined where the host has just ended.
 * @throws Error where the host refuses.
 */
export async function attach(
  endpoint: string,
  token: string,
  request: AttachRequest,
): Promise<AttachAnswer | undefined> {
  let response: Response;
  let answer: string;
  try {
    response = await fetch(endpoint + controlPaths.attach, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(request),
    });
    answer = await response.text();
  } catch {
    return undefined;
  }
  if (response.status === ending) return undefined;
  if (!response.ok) throw new Error(`The sandbox's host at ${endpoint} refused this process: ${answer}`);
  return JSON.parse(answer) as AttachAnswer;
}
