import { parseAllDocuments } from 'yaml';
import type { PackageFile } from './flow-files';

/** Why a file may not be packaged, as it holds what only the place where a flow is served may know; undefined for others. */
export function secretReason({ path, content }: PackageFile): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^\.env(\..+)?$|\.env$/.test(name)) return 'files of environment variables may hold secrets';
  if (/^id_(rsa|dsa|ecdsa|ed25519)$|\.(p12|pfx)$/i.test(name)) return 'it holds a private key';
  if (isPrivateKey(content)) return 'it holds a private key';
  if (name.endsWith('.prompty')) return promptyReason(content.toString());
  if (!/\.(ya?ml|json)$/i.test(name) || /^flow\.(dag|flex)\./.test(name)) return undefined;
  return definesSecrets(content.toString()) ? 'it defines a connection with its secrets' : undefined;
}

/** The front matter of a prompty may describe a service with its key. */
function promptyReason(text: string): string | undefined {
  const [, front = ''] = /^\s*-{3,}[ \t]*\r?\n(.*?\n)-{3,}/s.exec(text) ?? [];
  return documents(front).some(holdsKey)
    ? 'it holds a key; write ${env:NAME} in its place, or name a connection'
    : undefined;
}

function holdsKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isLiteral((value as Readonly<Record<string, unknown>>)['api_key']) || Object.values(value).some(holdsKey);
}

/** Files may be long. */
function beginningOf(content: PackageFile['content']): string {
  return typeof content === 'string' ? content.slice(0, 200) : content.subarray(0, 200).toString();
}

/** In the form that OpenSSL and OpenSSH write, which stands at the beginning of a file. */
function isPrivateKey(content: PackageFile['content']): boolean {
  return /^\s*-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/.test(beginningOf(content));
}

function definesSecrets(text: string): boolean {
  // Parsing long data takes longer than looking for the only words that matter.
  if (!/api_key|secrets/.test(text)) return false;
  return documents(text).some(holdsConnection);
}

/** JSON is YAML, too. What is neither is no connection that anything could read. */
function documents(text: string): unknown[] {
  try {
    const parsed = parseAllDocuments(text, { logLevel: 'silent' });
    return Array.isArray(parsed) ? parsed.map((document) => document.toJS() as unknown) : [];
  } catch {
    return [];
  }
}

function holdsConnection(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { type, $schema, api_key: key, secrets } = value as Readonly<Record<string, unknown>>;
  const isConnection = typeof type === 'string' || String($schema).includes('Connection.schema.json');
  const literals: unknown[] = typeof secrets === 'object' && secrets !== null ? Object.values(secrets) : [secrets];
  return (isConnection && [key, ...literals].some(isLiteral)) || Object.values(value).some(holdsConnection);
}

/** What is named by ${env:…}, asked for (<user-input>), starred out or left empty is no secret. */
function isLiteral(value: unknown): boolean {
  if (typeof value === 'number') return true;
  return typeof value === 'string' && !/^(\$\{.*|<.*|\**|_)$/s.test(value.trim());
}
