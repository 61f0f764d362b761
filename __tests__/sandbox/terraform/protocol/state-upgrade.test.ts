import { upgradeState } from '../../../../sandbox/terraform/protocol/state-upgrade';
import { type Block } from '../../../../sandbox/terraform/schema/schema';

const schema: Block = {
  attributes: { name: { type: 'string', required: true }, size: { type: 'number', optional: true } },
  blocks: { rule: { nesting: 'list', block: { attributes: {}, blocks: {} }, minItems: 0, maxItems: 0 } },
};
const upgraded = (state: string) => Buffer.from(upgradeState(Buffer.from(state), schema)).toString();

describe('state that an older schema wrote', () => {
  it('passes through byte by byte where it fits', () => {
    const state = '{"size": 9007199254740993, "name":"a", "rule":[]}';
    expect(upgraded(state)).toBe(state);
  });

  it('loses what the schema no longer has, and gets empty blocks for what it lacks', () => {
    expect(JSON.parse(upgraded('{"name":"a","colour":"red"}'))).toEqual({ name: 'a', rule: [] });
  });
});
