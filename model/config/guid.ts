import { textLike } from './text-rule';

/** An id as Azure gives them to subscriptions, tenants and applications. */
export const guid = (what: string) =>
  textLike({
    pattern: /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
    code: 'wrong-format',
    expected: `the id of a${/^[aeio]/.test(what) ? 'n' : ''} ${what} is needed: 32 hexadecimal digits in five groups`,
    hint: what === 'application' ? "Copy it from 'az ad app list'." : `Copy it from the output of 'az account show'.`,
  });
