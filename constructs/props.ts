import { Token } from 'cdktf';
import { type IConstruct } from 'constructs';

/** A construct was given props that Azure would refuse. The message lists all of them. */
export class InvalidPropsError extends Error {
  constructor(
    /** Path of the construct in its app. */
    readonly path: string,
    readonly problems: readonly string[],
  ) {
    super(`${path}: ${problems.join('; ')}`);
    this.name = 'InvalidPropsError';
  }
}

/** Throws one error with all problems of a construct; `false` stands for a check that passed. */
export function refuse(construct: IConstruct, problems: readonly (string | false)[]): void {
  const found = problems.filter((problem) => problem !== false);
  if (found.length > 0) throw new InvalidPropsError(construct.node.path, found);
}

/** A number outside its range or not whole; tokens pass, as their value is known only to Terraform. */
export function notWithin(prop: string, value: number | undefined, least: number, most: number): string | false {
  if (value === undefined || Token.isUnresolved(value)) return false;
  if (Number.isInteger(value) && value >= least && value <= most) return false;
  return `${prop} is ${value}, but must be a whole number from ${least} to ${most}`;
}
