import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';

const timeoutMs = 30_000;
const mostBytes = 100 * 1024 * 1024;

/** Networks that a flow's data must not lead to: this machine, its neighbours, and the metadata service of a cloud. */
const inner = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  inner.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inner.addSubnet(network, prefix, 'ipv6');
}

/** Fetches a file of the public internet. Redirects are not followed: they could lead to where the URL itself may not. */
export async function fetchPublic(url: string): Promise<Buffer> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError(`${protocol} is no protocol for images`);
  const addresses = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true });
  if (addresses.some(({ address }) => inner.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'))) {
    throw new TypeError(`${hostname} is not on the public internet; give the image as a file or in base64`);
  }
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new TypeError(`${url} answered ${response.status}`);
  if (Number(response.headers.get('content-length') ?? 0) > mostBytes) throw new TypeError(`${url} is too large`);
  return Buffer.from(await response.arrayBuffer());
}
