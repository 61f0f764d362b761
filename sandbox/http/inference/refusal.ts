/** An answer of the inference gateway that is not the flow's: its status is one that Azure ML's gateway sends. */
export class ScoringRefusal extends Error {
  /**
   * @param modelStatus What the model's own server answered, where the status is 424.
   */
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 408 | 424 | 429,
    readonly code: string,
    message: string,
    readonly modelStatus?: number,
  ) {
    super(message);
    this.name = 'ScoringRefusal';
  }
}
