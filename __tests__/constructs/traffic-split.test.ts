import fc from 'fast-check';
import { TrafficSplit } from '../../constructs/traffic-split';

describe('a traffic split', () => {
  it('shares traffic between named deployments', () => {
    expect(TrafficSplit.of({ blue: 90, green: 10 }).shares).toEqual({ blue: 90, green: 10 });
    expect(TrafficSplit.all('blue').shares).toEqual({ blue: 100 });
    expect(TrafficSplit.none.shares).toEqual({});
  });

  it('may switch all traffic off', () => {
    expect(TrafficSplit.of({ blue: 0, green: 0 }).deployments).toEqual(['blue', 'green']);
  });

  it('names the mirrored deployment among its own', () => {
    const split = TrafficSplit.of({ blue: 100 }, { deployment: 'green', percent: 20 });
    expect(split.deployments).toEqual(['blue', 'green']);
  });

  it.each([
    [{ blue: 95 }, 'the shares total 95'],
    [{ blue: 60, green: 60 }, 'the shares total 120'],
    [{ blue: 110, green: -10 }, 'green has -10'],
    [{ blue: 99.5, green: 0.5 }, 'blue has 99.5'],
    [{ blue: Number.NaN }, 'blue has NaN'],
  ])('refuses %j', (shares, message) => {
    expect(() => TrafficSplit.of(shares)).toThrow(message);
  });

  it('refuses a mirror that is too large, or that carries live traffic, and says both at once', () => {
    const split = () => TrafficSplit.of({ blue: 100 }, { deployment: 'blue', percent: 60 });
    expect(split).toThrow('mirror has 60');
    expect(split).toThrow('blue has live traffic');
  });

  it('accepts exactly the whole shares that total 0 or 100', () => {
    const shares = fc.dictionary(fc.constantFrom('blue', 'green', 'red'), fc.integer({ min: -20, max: 120 }));
    fc.assert(
      fc.property(shares, (candidate) => {
        const values = Object.values(candidate);
        const total = values.reduce((sum, value) => sum + value, 0);
        const valid = values.every((value) => value >= 0 && value <= 100) && (total === 0 || total === 100);
        let accepted = true;
        try {
          TrafficSplit.of(candidate);
        } catch {
          accepted = false;
        }
        expect(accepted).toBe(valid);
      }),
    );
  });
});
