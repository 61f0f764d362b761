/** A folder or file that cannot be registered as it stands. */
export class ContentError extends Error {
  constructor(
    message: string,
    /** `missing`, `empty-folder`, `not-a-file`, `link-outside`, `link-broken`, `link-loop`, `changed-while-reading`. */
    readonly code: string,
    /** Absolute path of the file or link. */
    readonly path: string,
    /** What to do about it. */
    readonly hint: string,
  ) {
    super(message);
    this.name = 'ContentError';
  }
}
