/**
 * Names of a Python tool's parameters that take a connection: those that are annotated with a connection class, of
 * prompt flow's own or derived from `CustomStrongTypeConnection` in the same file. The file is read, never run.
 */
export function connectionParameters(source: string): ReadonlySet<string> {
  const code = source.replaceAll(/#[^\n]*/g, '');
  const own = [...code.matchAll(/\bclass\s+(\w+)\s*\([^)]*\bCustomStrongTypeConnection\b/g)].map(([, name]) => name);
  const isConnection = new RegExp(`\\b(?:\\w*Connection${own.map((name) => `|${name ?? ''}`).join('')})\\b`);
  const names = new Set<string>();
  for (const start of code.matchAll(toolSignature)) {
    for (const parameter of parametersFrom(code, start.index + start[0].length)) {
      const [, name, annotation] = /^\s*(\w+)\s*:\s*([^=]*)/.exec(parameter) ?? [];
      if (name !== undefined && annotation !== undefined && isConnection.test(annotation)) names.add(name);
    }
  }
  return names;
}

/** Up to the opening parenthesis of a function marked as tool, or of a tool class's initializer. */
const toolSignature = /(?:@tool\b(?:(?!\bdef\b|\bclass\b)[\s\S])*?\bdef\s+\w+|\bdef\s+__init__)\s*\(/g;

/** The texts of a function's parameters; `start` is behind its opening parenthesis. */
export function* parametersFrom(code: string, start: number): Generator<string> {
  let depth = 0;
  let begin = start;
  for (let index = start; index < code.length; index += 1) {
    const character = code.charAt(index);
    const closes = depth === 0 && character === ')';
    if (closes || (depth === 0 && character === ',')) {
      yield code.slice(begin, index);
      begin = index + 1;
    }
    if (closes) return;
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
  }
}
