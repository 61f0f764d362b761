/** What the path of an ARM request names. */
export type ResourcePath =
  | { readonly kind: 'resource'; readonly id: string }
  /** All resources of a type below a scope, or (in a POST) an action on the resource `scope`. */
  | { readonly kind: 'collection'; readonly scope: string; readonly type: string; readonly segment: string };

/** Takes the path of an ARM request apart. `undefined` where it has no meaning in ARM. */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const segments = path.replace(/\/+$/, '').split('/').slice(1);
  if (segments.length === 0 || segments.some((segment) => segment === '')) return undefined;
  const providers = segments.findLastIndex((segment) => /^providers$/i.test(segment));
  const [namespace, ...inNamespace] =
    providers < 0 ? ['Microsoft.Resources', ...segments] : segments.slice(providers + 1);
  if (namespace === undefined || inNamespace.length === 0) return undefined;
  if (inNamespace.length % 2 === 0) return { kind: 'resource', id: path.replace(/\/+$/, '') };
  const segment = segments.at(-1) ?? '';
  const types = inNamespace.filter((_, index) => index % 2 === 0);
  return {
    kind: 'collection',
    scope: `/${segments.slice(0, inNamespace.length === 1 && providers >= 0 ? providers : -1).join('/')}`,
    type: [namespace, ...(providers < 0 ? types.slice(-1) : types)].join('/'),
    segment,
  };
}
