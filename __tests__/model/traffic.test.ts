import fc from 'fast-check';
import { type AssetVersion, type FlowRelease, resolveTraffic, type TrafficTarget } from '../../model';

const asset = (version: string): AssetVersion => ({ name: 'triage', version, hash: version.padStart(64, '0') });
const first: FlowRelease = { current: asset('1') };
const second: FlowRelease = { current: asset('2'), previous: asset('1') };

describe('the traffic of an endpoint', () => {
  it('goes to the first release as a whole, whatever the split', () => {
    expect(resolveTraffic({ traffic: { current: 10, previous: 90 }, keepPrevious: true }, first)).toEqual({
      deployments: [{ name: 'v001', release: 'current', version: '1' }],
      traffic: { v001: 100 },
    });
  });

  it('is split between the current and the previous release', () => {
    expect(resolveTraffic({ traffic: { current: 90, previous: 10 }, keepPrevious: true }, second)).toEqual({
      deployments: [
        { name: 'v002', release: 'current', version: '2' },
        { name: 'v001', release: 'previous', version: '1' },
      ],
      traffic: { v002: 90, v001: 10 },
    });
  });

  it('leaves no deployment of a previous release without use', () => {
    expect(resolveTraffic({ traffic: { current: 100, previous: 0 } }, second)).toEqual({
      deployments: [{ name: 'v002', release: 'current', version: '2' }],
      traffic: { v002: 100 },
    });
  });

  it('keeps the previous release ready where the config names it at zero', () => {
    expect(resolveTraffic({ traffic: { current: 100, previous: 0 }, keepPrevious: true }, second).traffic).toEqual({
      v002: 100,
      v001: 0,
    });
  });

  it('is mirrored to a new release that takes none of it', () => {
    const target: TrafficTarget = {
      traffic: { current: 0, previous: 100 },
      mirror: { release: 'current', percent: 20 },
    };
    expect(resolveTraffic(target, second)).toMatchObject({
      traffic: { v002: 0, v001: 100 },
      mirrorTraffic: { v002: 20 },
    });
  });

  it('is mirrored to the previous release, which stays for that', () => {
    const target: TrafficTarget = {
      traffic: { current: 100, previous: 0 },
      mirror: { release: 'previous', percent: 5 },
    };
    expect(resolveTraffic(target, second)).toMatchObject({
      traffic: { v002: 100, v001: 0 },
      mirrorTraffic: { v001: 5 },
    });
  });

  it('is not mirrored in the first release: one deployment would be live and mirrored', () => {
    const target: TrafficTarget = {
      traffic: { current: 0, previous: 100 },
      mirror: { release: 'current', percent: 20 },
    };
    expect(resolveTraffic(target, first)).toEqual({
      deployments: [{ name: 'v001', release: 'current', version: '1' }],
      traffic: { v001: 100 },
    });
  });

  it('stays switched off where the split is all zero', () => {
    expect(resolveTraffic({ traffic: { current: 0, previous: 0 } }, first).traffic).toEqual({ v001: 0 });
  });
});

test('every valid split gives what Azure accepts', () => {
  const release = fc
    .tuple(fc.nat(2000), fc.option(fc.nat(2000), { nil: undefined }))
    .filter(([current, previous]) => current !== previous)
    .map(([current, previous]): FlowRelease => ({
      current: asset(String(current)),
      ...(previous !== undefined && { previous: asset(String(previous)) }),
    }));
  const target = fc
    .record({
      current: fc.integer({ min: 0, max: 100 }),
      percent: fc.option(fc.integer({ min: 1, max: 50 })),
      keep: fc.boolean(),
    })
    .map(({ current, percent, keep }): TrafficTarget => {
      const idle = current === 0 ? 'current' : current === 100 ? 'previous' : undefined;
      return {
        traffic: { current, previous: 100 - current },
        ...(keep && { keepPrevious: true }),
        ...(percent !== null && idle !== undefined && { mirror: { release: idle, percent } }),
      };
    });
  fc.assert(
    fc.property(target, release, (one, versions) => {
      const { deployments, traffic, mirrorTraffic = {} } = resolveTraffic(one, versions);
      const names = deployments.map(({ name }) => name);
      expect(Object.keys(traffic).sort()).toEqual([...names].sort());
      expect(new Set(names).size).toBe(names.length);
      expect(Object.values(traffic).reduce((total, share) => total + share)).toBe(100);
      for (const name of Object.keys(mirrorTraffic)) {
        expect(names).toContain(name);
        expect(traffic[name]).toBe(0);
      }
    }),
  );
});
