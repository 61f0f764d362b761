/** A template that cannot be parsed. */
export class TemplateSyntaxError extends Error {
  override readonly name: string = 'TemplateSyntaxError';

  constructor(
    message: string,
    /** Line in the template, from 1. */
    readonly line: number,
  ) {
    super(message);
  }
}

/** A template that names a filter or a test which does not exist. */
export class TemplateAssertionError extends TemplateSyntaxError {
  override readonly name = 'TemplateAssertionError';
}

/** A failure while rendering, with the name of the Python exception: `TypeError`, `UndefinedError`, `SecurityError`, … */
export class RenderError extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}
