import fc from 'fast-check';
import { z } from 'zod';
import { salvage } from '../../../model/yaml/salvage';

const schema = z.strictObject({
  name: z.string(),
  size: z.int().min(1).max(9).default(1),
  parts: z
    .record(z.string(), z.strictObject({ path: z.string(), colour: z.enum(['red', 'green']).optional() }))
    .default({}),
  tags: z.array(z.string()).default([]),
});
const codes = (data: unknown) => salvage(schema, data).faults.map(({ path, code }) => `${path.join('.')} ${code}`);

describe('checking a document', () => {
  it('goes on with what is right after each mistake', () => {
    const { value, faults } = salvage(schema, {
      name: 'a',
      size: 12,
      parts: { one: { path: 'p', colour: 'gren' }, two: { path: 5 }, three: { path: 'q' } },
      sizes: 3,
    });
    expect(value).toEqual({ name: 'a', size: 1, parts: { one: { path: 'p' }, three: { path: 'q' } }, tags: [] });
    expect(faults.map(({ path }) => path.join('.')).sort()).toEqual([
      'parts.one.colour',
      'parts.two.path',
      'size',
      'sizes',
    ]);
  });

  it('does not call missing what is misspelt', () => {
    expect(codes({ name: 'a', parts: { one: { pth: 'p' } } })).toEqual(['parts.one.pth unknown-key']);
  });

  it('calls missing what is neither there nor misspelt', () => {
    expect(codes({ name: 'a', parts: { one: { weight: 'p' } } })).toEqual([
      'parts.one.path missing-key',
      'parts.one.weight unknown-key',
    ]);
  });

  it('leaves out a list with a mistake in it as a whole, so that no index shifts', () => {
    expect(salvage(schema, { name: 'a', tags: ['x', 5, 'y'] })).toMatchObject({
      value: { tags: [] },
      faults: [{ path: ['tags', 1] }],
    });
  });

  it('has nothing where the document is no mapping', () => {
    expect(salvage(schema, null)).toMatchObject({ value: undefined, faults: [{ path: [], code: 'wrong-type' }] });
  });

  it('treats YAML aliases as separate values', () => {
    const shared = { path: 5 };
    expect(codes({ name: 'a', parts: { one: shared, two: shared } })).toEqual([
      'parts.one.path wrong-type',
      'parts.two.path wrong-type',
    ]);
  });
});

test('whatever the document, checking ends: with a mistake told, or with a value that fits', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.record({ name: fc.jsonValue(), size: fc.jsonValue(), parts: fc.jsonValue(), tags: fc.jsonValue() }),
      ),
      (data) => {
        const { value, faults } = salvage(schema, data);
        if (value === undefined) expect(faults).not.toEqual([]);
        else expect(schema.safeParse(value).success).toBe(true);
        expect(faults.length > 0).toBe(!schema.safeParse(data).success);
      },
    ),
  );
});
