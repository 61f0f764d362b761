import { textLike } from './text-rule';

/** A name of ours from which names of Azure resources are computed. */
export const shortName = (what: string, maximum: number) =>
  textLike({
    pattern: new RegExp(`^(?=.{1,${maximum}}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`),
    code: 'invalid-name',
    expected: `${what} has at most ${maximum} lower-case letters, digits and single hyphens, starting with a letter`,
    hint: 'Azure resources are named after it: shorten or respell it.',
  });
