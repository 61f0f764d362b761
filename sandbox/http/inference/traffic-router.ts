/** Shares of requests by deployment name, in percent. */
export type Weights = Readonly<Record<string, number>>;

/**
 * Spreads requests by weight. Smooth weighted round robin: after any number of requests each deployment's count is
 * within one of its share for two deployments (within the number of deployments in general), so that an observed split
 * is the configured one without waiting for chance to even out.
 */
export class TrafficRouter {
  private weights: Weights = {};
  private credits = new Map<string, number>();
  private mirrorCredit = 0;

  /** The deployment of the next request; undefined where none has a share. Other weights than before start afresh. */
  next(weights: Weights): string | undefined {
    if (JSON.stringify(weights) !== JSON.stringify(this.weights)) {
      this.weights = weights;
      this.credits = new Map();
    }
    let chosen: string | undefined;
    let total = 0;
    for (const [name, weight] of Object.entries(weights)) {
      if (weight <= 0) continue;
      total += weight;
      this.credits.set(name, this.creditOf(name) + weight);
      if (chosen === undefined || this.creditOf(name) > this.creditOf(chosen)) chosen = name;
    }
    if (chosen !== undefined) this.credits.set(chosen, this.creditOf(chosen) - total);
    return chosen;
  }

  /** The deployment that gets a copy of the current request; undefined for a request that is not copied. */
  mirror(weights: Weights): string | undefined {
    const [name, percent] = Object.entries(weights).find(([, share]) => share > 0) ?? [];
    if (percent === undefined) return undefined;
    this.mirrorCredit += percent;
    if (this.mirrorCredit < 100) return undefined;
    this.mirrorCredit -= 100;
    return name;
  }

  private creditOf(name: string): number {
    return this.credits.get(name) ?? 0;
  }
}
