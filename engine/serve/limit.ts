/** Counts the requests under way, so that a server turns away what it could only queue. */
export class RequestLimit {
  private underWay = 0;

  constructor(
    /** Most requests at once. */
    readonly most: number,
  ) {}

  /** Admits a request and answers what to call, once, when it has ended; undefined where there is no room. */
  enter(): (() => void) | undefined {
    if (this.underWay >= this.most) return undefined;
    this.underWay += 1;
    return () => {
      this.underWay -= 1;
    };
  }
}
