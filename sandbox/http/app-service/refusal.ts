/** An answer of App Service itself, where no app gave one. */
export class AppRefusal extends Error {
  constructor(
    readonly status: 401 | 403 | 404 | 503,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'AppRefusal';
  }
}
