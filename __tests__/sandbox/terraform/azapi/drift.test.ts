import fc from 'fast-check';
import { type JsonObject } from '../../../../sandbox/arm';
import { deepMerge, pickPaths, withoutNulls } from '../../../../sandbox/terraform/azapi/body';
import { observedBody } from '../../../../sandbox/terraform/azapi/drift';

const tolerant = { ignoreCasing: false, ignoreMissing: true };
const object = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 4,
}) as fc.Arbitrary<JsonObject>;

describe('the observed body', () => {
  it('is the configured one where the server has it, whatever else the server has', () => {
    fc.assert(
      fc.property(object, object, (configured, extra) => {
        const server = deepMerge(extra, configured) as JsonObject;
        expect(observedBody(configured, server, tolerant)).toEqual(configured);
      }),
    );
  });

  it('names what differs and nothing else', () => {
    const configured = { properties: { sku: 'a', secret: 'x', list: [1, { b: 2, c: null }], kept: true } };
    const server = { properties: { sku: 'b', list: [1, { b: 3, z: 1 }], kept: true, more: 1 } };
    expect(observedBody(configured, server, tolerant)).toEqual({
      properties: { sku: 'b', secret: 'x', list: [1, { b: 3, c: null }], kept: true },
    });
  });

  it('shows a list of another length as it is on the server', () => {
    expect(observedBody({ ips: ['a', 'b'] }, { ips: ['a'] }, tolerant)).toEqual({ ips: ['a'] });
  });

  it('ignores upper and lower case, or what is missing, as it is told', () => {
    expect(observedBody({ a: 'West' }, { a: 'west' }, { ...tolerant, ignoreCasing: true })).toEqual({ a: 'West' });
    expect(observedBody({ a: 'West' }, { a: 'west' }, tolerant)).toEqual({ a: 'west' });
    expect(observedBody({ a: 1, b: 2 }, { b: 2 }, { ...tolerant, ignoreMissing: false })).toEqual({ a: null, b: 2 });
  });
});

describe('bodies', () => {
  it('merge at any depth, lists as a whole', () => {
    expect(deepMerge({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3] }, e: null })).toEqual({
      a: { b: 1, c: [3] },
      d: 1,
      e: null,
    });
  });

  it('merge with themselves to themselves', () => {
    fc.assert(fc.property(object, (body) => expect(deepMerge(body, body)).toEqual(body)));
  });

  it('lose their nulls, but not those in lists', () => {
    expect(withoutNulls({ a: null, b: { c: null, d: 0 }, e: [null] })).toEqual({ b: { d: 0 }, e: [null] });
  });

  it('give the parts at some paths', () => {
    const secret = { properties: { credentials: { key: 'k', other: 'o' }, more: 1 } };
    expect(pickPaths(secret, ['properties.credentials.key'])).toEqual({ properties: { credentials: { key: 'k' } } });
    expect(pickPaths(secret, ['properties.credentials', 'properties.none'])).toEqual({
      properties: { credentials: { key: 'k', other: 'o' } },
    });
    expect(pickPaths(secret, [])).toEqual({});
  });
});
