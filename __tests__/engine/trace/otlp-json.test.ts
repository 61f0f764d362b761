import fc from 'fast-check';
import { formatSpans } from '../../../engine/trace/otlp-json';
import type { Attributes } from '../../../engine/trace/span';

const attribute = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.string()),
);

interface Parsed {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly object[] }[] }[];
}

test('whatever texts and numbers spans hold, their line is JSON that holds them, too', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), attribute),
      fc.string(),
      fc.string(),
      (attributes: Attributes, name, message) => {
        const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
        const event = { name, time: 1.5, attributes };
        const text = formatSpans([
          {
            ...ids,
            name,
            kind: 'client',
            start: 1,
            end: 2,
            attributes,
            events: [event],
            status: { code: 'error', message },
          },
          { ...ids, name, kind: 'internal', start: 1, end: 2, attributes: {}, events: [], status: { code: 'ok' } },
        ]);
        expect(text).not.toContain('\n');
        const { resourceSpans } = JSON.parse(text) as Parsed;
        const keyValues = Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
        expect(resourceSpans[0]?.scopeSpans[0]?.spans).toEqual([
          {
            ...ids,
            name,
            kind: 3,
            startTimeUnixNano: '0001000000',
            endTimeUnixNano: '0002000000',
            attributes: keyValues,
            events: [{ name, timeUnixNano: '0001500000', attributes: keyValues }],
            status: { code: 2, message },
          },
          expect.objectContaining({ kind: 1, attributes: [], events: [], status: { code: 1 } }),
        ]);
      },
    ),
  );
});

function anyValue(value: Attributes[string]): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  // JSON has neither NaN nor infinities nor a negative zero.
  const shown = Number.isFinite(value) ? Number(value) + 0 : null;
  return Number.isInteger(value) ? { intValue: shown } : { doubleValue: shown };
}
