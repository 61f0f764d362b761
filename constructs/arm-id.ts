import { Fn, Token } from 'cdktf';

/**
 * One part of an ARM id, counted from 1: subscription 2, resource group 4, name of the top resource 8.
 * For a token, an expression that takes the part when Terraform runs.
 */
export function armIdPart(id: string, position: number): string {
  if (Token.isUnresolved(id)) return Token.asString(Fn.element(Fn.split('/', id), position));
  const part = id.split('/')[position];
  if (!id.startsWith('/subscriptions/') || !part) {
    throw new Error(`"${id}" is no ARM id of the expected kind: write the full id, starting with /subscriptions/`);
  }
  return part;
}
