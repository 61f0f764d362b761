/** An answer of the inference gateway that is not the flow's: its status is one that Azure ML's gateway sends. */
export class ScoringRefusal extends Error {
  /**
   * @param modelStatus What the model's own server answered, where the status is 424.
   */
  constructor(
    readonly status: 401 | 403 | 404 | 408 | 424 | 429 | 500,
    readonly code: string,
    message: string,
    readonly modelStatus?: number,
  ) {
    super(message);
    this.name = 'ScoringRefusal';
  }

  /** Anything thrown, as a refusal; what is not one already is a fault of the sandbox. */
  static from(thrown: unknown): ScoringRefusal {
    if (thrown instanceof ScoringRefusal) return thrown;
    return new ScoringRefusal(500, 'InternalServerError', thrown instanceof Error ? thrown.message : String(thrown));
  }
}
