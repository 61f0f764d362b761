/** One instruction of a Dockerfile. */
export interface Instruction {
  /** In upper case: `COPY`. */
  readonly keyword: string;
  readonly arguments: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

const keywords = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);

/**
 * The instructions of a Dockerfile.
 * @throws Error as Docker would refuse the file
 */
export function parseDockerfile(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = index + 1;
    let whole = lines[index] ?? '';
    if (/^\s*(#|$)/.test(whole)) continue;
    while (whole.endsWith('\\') && index + 1 < lines.length)
      whole = `${whole.slice(0, -1)}${lines[(index += 1)] ?? ''}`;
    const [, word = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(whole) ?? [];
    const keyword = word.toUpperCase();
    if (!keywords.has(keyword)) throw new Error(`dockerfile parse error on line ${line}: unknown instruction: ${word}`);
    if (rest.trim() === '') throw new Error(`dockerfile parse error on line ${line}: ${keyword} requires arguments`);
    instructions.push({ keyword, arguments: rest.replaceAll(/\s+/g, ' ').trim(), line });
  }
  const [first] = instructions.filter(({ keyword }) => keyword !== 'ARG');
  if (first === undefined) throw new Error('the Dockerfile cannot be empty');
  if (first.keyword !== 'FROM') throw new Error('no build stage in current context');
  return instructions;
}
