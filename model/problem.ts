/** A mistake in the configuration, where it stands, and what to write instead. */
export interface Problem {
  /** Path of the file, relative to the project's root. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** Where in the document: `deploy.dev[0].traffic.current`. */
  readonly path: string;
  /** Stable, kebab-case: `unknown-key`, `traffic-total`, `missing-file`, … */
  readonly code: string;
  /** What was found and what is allowed. */
  readonly message: string;
  /** What to do, with the nearest right word where there is one. */
  readonly hint: string;
}
