import { TrafficRouter } from '../inference/traffic-router';
import { type App } from './site';

/** Cookie and query parameter by which App Service keeps a client at a site, or is asked for one. */
export const routingName = 'x-ms-routing-name';

/** What of a request decides where it goes. */
export interface RoutedRequest {
  readonly query: URLSearchParams;
  readonly cookie: string | undefined;
}

/** Which site of an app answers: `self`, or a slot's name. */
export class AppRouting {
  private readonly routers = new Map<string, TrafficRouter>();

  /**
   * Where a client asks for, else where it was before, else by the rules. Only what the rules name can be asked for, a
   * slot with 0 percent included.
   */
  route({ id, rules }: App, { query, cookie }: RoutedRequest): string {
    const known = new Set(['self', ...rules.map(({ name }) => name)]);
    const asked = [query.get(routingName), cookieValue(cookie)].find((name) => name != null && known.has(name));
    if (asked != null) return asked;
    const slots = rules.map(({ name, percent }) => [name, percent] as const);
    const rest = 100 - slots.reduce((total, [, percent]) => total + percent, 0);
    return this.routerOf(id).next(Object.fromEntries([['self', rest], ...slots])) ?? 'self';
  }

  private routerOf(id: string): TrafficRouter {
    const router = this.routers.get(id) ?? new TrafficRouter();
    this.routers.set(id, router);
    return router;
  }
}

function cookieValue(header: string | undefined): string | undefined {
  const cookies = (header ?? '').split(';').map((cookie) => cookie.trim().split('='));
  return cookies.find(([name]) => name === routingName)?.[1];
}
