import { type AttachAnswer, type AttachRequest, controlPaths, type HostHealth } from '../http/control';

const healthTimeoutMs = 2_000;

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

/** Asks the host to have what this client needs running. */
export async function attach(endpoint: string, token: string, request: AttachRequest): Promise<AttachAnswer> {
  const response = await fetch(endpoint + controlPaths.attach, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(request),
  });
  if (!response.ok) {
    throw new Error(`The sandbox's host at ${endpoint} refused this process: ${await response.text()}`);
  }
  return (await response.json()) as AttachAnswer;
}
