/** First segment of the paths by which apps are reached where no name leads to this machine. */
export const appServiceSegment = 'app-service';

/** Host names of apps, which lead to this service by the Host header. */
export const appServiceHost = /^[a-z0-9-]+\.azurewebsites\.net$/i;

/** What a request is for: an app's host, and the path that the app sees. */
export interface Address {
  readonly host: string;
  readonly path: string;
}

/** By the Host header, or by `/app-service/<host>/<path>`. */
export function addressOf(url: string, hostHeader: string | undefined): Address {
  const host = hostHeader?.replace(/:\d+$/, '') ?? '';
  if (appServiceHost.test(host)) return { host, path: url };
  const [, named = '', path = ''] = /^\/[^/?]+\/([^/?]*)(.*)$/.exec(url) ?? [];
  return { host: named, path: path.startsWith('/') ? path : `/${path}` };
}
