/** Shares of the live traffic by deployment name, in whole percent: `{ blue: 90, green: 10 }`. */
export type Shares = Readonly<Record<string, number>>;

/** A copy of part of the live traffic, whose answers are thrown away. */
export interface Mirror {
  /** The deployment that gets the copies; it carries no live traffic. */
  readonly deployment: string;
  /** Valid range: 1-50. */
  readonly percent: number;
}

/** How an endpoint shares its traffic between its deployments. Can only hold what Azure accepts. */
export class TrafficSplit {
  /** No live traffic: every request that names no deployment is answered with 404. */
  static readonly none = new TrafficSplit({});

  /** All live traffic to one deployment. */
  static all(deployment: string): TrafficSplit {
    return new TrafficSplit({ [deployment]: 100 });
  }

  /**
   * Shares by deployment, which total 100, or 0 to switch the endpoint off.
   * @throws Error that lists everything that Azure would refuse
   */
  static of(shares: Shares, mirror?: Mirror): TrafficSplit {
    const problems = [...shareProblems(shares), ...(mirror ? mirrorProblems(mirror, shares) : [])];
    if (problems.length > 0) throw new Error(`traffic split: ${problems.join('; ')}`);
    return new TrafficSplit(shares, mirror);
  }

  private constructor(
    readonly shares: Shares,
    readonly mirror?: Mirror,
  ) {}

  /** The deployments that the split names. */
  get deployments(): readonly string[] {
    return [...Object.keys(this.shares), ...(this.mirror ? [this.mirror.deployment] : [])];
  }
}

function shareProblems(shares: Shares): string[] {
  const problems = Object.entries(shares)
    .filter(([, percent]) => !Number.isInteger(percent) || percent < 0 || percent > 100)
    .map(([deployment, percent]) => `${deployment} has ${percent}, but a share is a whole number from 0 to 100`);
  const total = Object.values(shares).reduce((sum, percent) => sum + percent, 0);
  if (total !== 0 && total !== 100) problems.push(`the shares total ${total}, but must total 100, or 0 for no traffic`);
  return problems;
}

function mirrorProblems({ deployment, percent }: Mirror, shares: Shares): string[] {
  const problems = [];
  if (!Number.isInteger(percent) || percent < 1 || percent > 50) {
    problems.push(`mirror has ${percent}, but takes a whole number from 1 to 50`);
  }
  if ((shares[deployment] ?? 0) > 0) {
    problems.push(`${deployment} has live traffic, so it cannot have the mirror as well`);
  }
  return problems;
}
