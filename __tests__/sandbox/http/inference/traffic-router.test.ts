import fc from 'fast-check';
import { TrafficRouter } from '../../../../sandbox/http/inference/traffic-router';

/** Percentages that total 100. */
const split = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 4 })
  .map((cuts) => [0, ...cuts.sort((one, other) => one - other), 100])
  .map((cuts) => Object.fromEntries(cuts.slice(1).map((cut, index) => [`v${index}`, cut - (cuts[index] ?? 0)])));

test('after any number of requests every deployment has its share, give or take its neighbours', () => {
  fc.assert(
    fc.property(split, fc.integer({ min: 1, max: 2000 }), (weights, count) => {
      const router = new TrafficRouter();
      const counts: Record<string, number> = {};
      for (let sent = 0; sent < count; sent += 1) {
        const name = router.next(weights) ?? 'nobody';
        counts[name] = (counts[name] ?? 0) + 1;
      }
      for (const [name, weight] of Object.entries(weights)) {
        const deviation = Math.abs((counts[name] ?? 0) - (count * weight) / 100);
        expect(deviation).toBeLessThan(Object.keys(weights).length);
      }
    }),
  );
});

test('every hundred requests are split exactly', () => {
  fc.assert(
    fc.property(split, (weights) => {
      const router = new TrafficRouter();
      const counts = Object.fromEntries(Object.keys(weights).map((name) => [name, 0]));
      for (let sent = 0; sent < 100; sent += 1) {
        const name = router.next(weights) ?? 'nobody';
        counts[name] = (counts[name] ?? 0) + 1;
      }
      expect(counts).toEqual(weights);
    }),
  );
});

test('nobody is chosen where nobody has a share', () => {
  expect(new TrafficRouter().next({})).toBeUndefined();
  expect(new TrafficRouter().next({ v001: 0 })).toBeUndefined();
});

test('a mirror of n percent is chosen n times in a hundred', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 50 }), (percent) => {
      const router = new TrafficRouter();
      const chosen = Array.from({ length: 100 }, () => router.mirror({ live: 0, copy: percent }));
      expect(chosen.filter((name) => name === 'copy')).toHaveLength(percent);
    }),
  );
});
