import fc from 'fast-check';
import {
  type AssetVersion,
  type FlowRelease,
  isSwap,
  placeVersions,
  type Placement,
  resolveTraffic,
} from '../../model';

const asset = (version: number): AssetVersion => ({
  name: 'triage',
  version: String(version),
  hash: String(version).padStart(64, '0'),
});
const second: FlowRelease = { current: asset(2), previous: asset(1) };
const kept = (current: number) => ({ traffic: { current, previous: 100 - current }, keepPrevious: true });
const names = ({ production, slot }: Placement) => [production.name, slot?.name];
const running = ({ production, slot }: Placement) => ({
  production: production.name,
  ...(slot && { slot: slot.name }),
});

describe('the versions of a flow on an app', () => {
  it('are one, in production, for the first release', () => {
    expect(placeVersions(kept(10), { current: asset(1) })).toMatchObject({
      production: { name: 'v001' },
      traffic: { v001: 100 },
    });
    expect(placeVersions(kept(10), { current: asset(1) })).not.toHaveProperty('slot');
  });

  it('are tried out in the slot, while the previous one keeps production', () => {
    expect(names(placeVersions(kept(10), second))).toEqual(['v001', 'v002']);
    expect(placeVersions(kept(10), second).traffic).toEqual({ v001: 90, v002: 10 });
  });

  it('are promoted into production, with the previous one kept in the slot', () => {
    expect(names(placeVersions(kept(100), second))).toEqual(['v002', 'v001']);
  });

  it('leave the slot with the previous one', () => {
    expect(names(placeVersions({ traffic: { current: 100, previous: 0 } }, second))).toEqual(['v002', undefined]);
  });

  it('are promoted and rolled back by a swap, and by nothing else', () => {
    const [trial, promoted] = [placeVersions(kept(10), second), placeVersions(kept(100), second)];
    expect(isSwap(running(trial), promoted)).toBe(true);
    expect(isSwap(running(promoted), placeVersions(kept(0), second))).toBe(true);
    expect(isSwap(running(trial), placeVersions(kept(60), second))).toBe(false);
    expect(isSwap({}, promoted)).toBe(false);
    expect(isSwap({ production: 'v001' }, promoted)).toBe(false);
    expect(isSwap({ slot: 'v002' }, promoted)).toBe(false);
  });

  it('move up by a swap where a third one comes while the second is tried out', () => {
    const third = placeVersions(kept(10), { current: asset(3), previous: asset(2) });
    expect(isSwap(running(placeVersions(kept(10), second)), third)).toBe(true);
  });
});

describe('for every split and release', () => {
  const splits = fc.record({ current: fc.integer({ min: 0, max: 100 }), keep: fc.boolean() });
  const versions = fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }))
    .filter(([current, previous]) => current !== previous)
    .map(([current, previous]): FlowRelease => ({
      current: asset(current),
      ...(previous !== undefined && { previous: asset(previous) }),
    }));
  const targetOf = ({ current, keep }: { current: number; keep: boolean }) => ({
    traffic: { current, previous: 100 - current },
    ...(keep && { keepPrevious: true }),
  });

  it('an app runs what an endpoint would run, with the same shares', () => {
    fc.assert(
      fc.property(splits, versions, (split, release) => {
        const target = targetOf(split);
        const placement = placeVersions(target, release);
        const { deployments, traffic } = resolveTraffic(target, release);
        expect(placement.traffic).toEqual(traffic);
        const places = [placement.production, ...(placement.slot ? [placement.slot] : [])];
        expect(places.map(({ name }) => name).sort()).toEqual(deployments.map(({ name }) => name).sort());
      }),
    );
  });

  it('production is the current version exactly where the previous one has no share or is not there', () => {
    fc.assert(
      fc.property(splits, versions, (split, release) => {
        const { production } = placeVersions(targetOf(split), release);
        expect(production.release === 'current').toBe(split.current === 100 || release.previous === undefined);
      }),
    );
  });

  it('from one split to another of the same release, production changes by a swap or not at all', () => {
    const both = versions.filter(({ previous }) => previous !== undefined);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), splits, both, (before, after, release) => {
        const from = placeVersions(kept(before), release);
        const to = placeVersions(targetOf(after), release);
        expect(isSwap(running(from), to)).toBe(from.production.name !== to.production.name);
        // A swap leads to where no further one is asked for.
        const swapped = isSwap(running(from), to)
          ? { production: from.slot?.name ?? '', slot: from.production.name }
          : running(from);
        expect(isSwap(swapped, to)).toBe(false);
      }),
    );
  });
});
