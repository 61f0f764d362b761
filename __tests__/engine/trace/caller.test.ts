import { readTraceCaller } from '../../../engine/trace/caller';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const parentOf = (traceparent: string) => readTraceCaller({ traceparent }).parent;

test('a caller names its span, and whether it keeps the trace', () => {
  expect(parentOf(`00-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId, sampled: true });
  expect(parentOf(`00-${traceId}-${spanId}-00`)).toEqual({ traceId, spanId, sampled: false });
  expect(parentOf(`cc-${traceId}-${spanId}-03-later`)).toEqual({ traceId, spanId, sampled: true });
});

test.each([
  '',
  'nonsense',
  `00-${traceId}-${spanId}`,
  `00-${traceId}-${spanId}-01-more`,
  `ff-${traceId}-${spanId}-01`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
])('%p is no parent', (header) => {
  expect(parentOf(header)).toBeUndefined();
});

test('baggage gives its entries, without their properties', () => {
  const { baggage } = readTraceCaller({ baggage: 'user=Ada%20L; kind=id , shop = 7,broken,=1,odd=%E0%' });
  expect(baggage).toEqual({ user: 'Ada L', shop: '7', odd: '%E0%' });
  expect(readTraceCaller({}).baggage).toEqual({});
});
