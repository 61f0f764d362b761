import { parametersFrom } from './python-tool';

/** What the code of a flow's entry tells of it. The file is read, never run. */
export interface PythonEntry {
  readonly parameters: readonly { readonly name: string; readonly hasDefault: boolean }[];
  /** Fields of the dataclass or TypedDict that it returns; undefined where it returns anything else. */
  readonly fields: readonly string[] | undefined;
}

/** Reads a function, or the `__call__` of a class; undefined where the source defines nothing of that name. */
export function pythonEntry(source: string, name: string): PythonEntry | undefined {
  const code = source.replaceAll(/#[^\n]*/g, '');
  const function_ = new RegExp(`^(?:async\\s+)?def\\s+${name}\\s*\\(`, 'm').exec(code);
  if (function_ !== null) return signatureAt(code, function_.index + function_[0].length);
  const class_ = new RegExp(`^class\\s+${name}\\b`, 'm').exec(code);
  if (class_ === null) return undefined;
  const call = /\bdef\s+__call__\s*\(/.exec(code.slice(class_.index));
  return call === null ? undefined : signatureAt(code, class_.index + call.index + call[0].length);
}

function signatureAt(code: string, start: number): PythonEntry {
  const texts = [...parametersFrom(code, start)];
  const end = start + texts.join(',').length + 1;
  const parameters = texts.flatMap((text) => {
    const [, name] = /^\s*(\w+)/.exec(text) ?? [];
    return name === undefined || name === 'self' ? [] : [{ name, hasDefault: text.includes('=') }];
  });
  const [, returned] = /^\s*->\s*["']?([\w.]+)["']?\s*:/.exec(code.slice(end)) ?? [];
  return { parameters, fields: returned === undefined ? undefined : fieldsOf(code, returned) };
}

/** The annotated names in a class's body, where it is one that holds data. */
function fieldsOf(code: string, name: string): readonly string[] | undefined {
  const start = new RegExp(`(@\\w*\\.?dataclass\\b[^\\n]*\\s+)?^class\\s+${name}\\b([^\\n:]*):`, 'm').exec(code);
  if (start === null || (start[1] === undefined && !/TypedDict/.test(start[2] ?? ''))) return undefined;
  const lines = code
    .slice(start.index + start[0].length)
    .split('\n')
    .slice(1);
  const end = lines.findIndex((line) => /^\S/.test(line));
  const body = lines.slice(0, end < 0 ? undefined : end).filter((line) => line.trim() !== '');
  const indent = /^\s*/.exec(body[0] ?? '')?.[0] ?? '';
  return body.flatMap((line) => new RegExp(`^${indent}(\\w+)\\s*:`).exec(line)?.[1] ?? []);
}
