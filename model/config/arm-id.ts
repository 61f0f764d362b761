import { textLike } from './text-rule';

/** The ARM id of a resource, of one type where it is given (`Microsoft.KeyVault/vaults`). */
export function armId(...types: readonly string[]) {
  const form = types.length === 0 ? String.raw`[^/]+(?:\/[^/]+\/[^/]+)+` : `(?:${types.map(pathOf).join('|')})`;
  const what = types.length === 0 ? 'an ARM resource id' : `the ARM id of a resource of type ${types.join(' or ')}`;
  const example = types[0] === undefined ? '…' : `${types[0].replaceAll(/(?<=\/.*)\//g, '/<name>/')}/<name>`;
  return textLike({
    pattern: new RegExp(`^\\/subscriptions\\/[^/]+\\/resourceGroups\\/[^/]+\\/providers\\/${form}$`, 'i'),
    code: 'wrong-format',
    expected: `${what} is needed`,
    hint: `Copy the id from the resource: /subscriptions/…/resourceGroups/…/providers/${example}.`,
  });
}

/** `Microsoft.Network/virtualNetworks/subnets` as it stands in an id, with a name after each type. */
function pathOf(type: string): string {
  const [namespace = '', ...kinds] = type.split('/');
  return [namespace.replaceAll('.', String.raw`\.`), ...kinds.map((kind) => String.raw`${kind}\/[^/]+`)].join(
    String.raw`\/`,
  );
}
