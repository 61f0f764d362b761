import { LineCounter, parseDocument, type Document, type ScalarTag, type YAMLError } from 'yaml';
import { FlowError } from '../error';
import { DateValue, timestamp, TimeValue } from '../values/date';
import { fromPlain } from '../values/plain';
import { Float, int, type Value } from '../values/value';
import { indentOutdented } from './outdented';

/** Integers of YAML 1.2 as prompt flow reads them: `010` is 10, `0o10` 8, `1_000` 1000, each with a sign if it likes. */
const integer: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?(?:[0-9][0-9_]*|0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+)$/,
  resolve: (text) => {
    const digits = text.replaceAll('_', '').replace(/^[-+]/, '');
    const magnitude = BigInt(decimal(digits));
    return int(text.startsWith('-') ? -magnitude : magnitude);
  },
};

/** Floats keep their kind, so that `1.0` and `1e3` do not turn into ints. */
const float: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^(?:[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|[-+]?\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  resolve: (text) => {
    if (/nan$/i.test(text)) return new Float(NaN);
    if (/inf$/i.test(text)) return new Float(text.startsWith('-') ? -Infinity : Infinity);
    return new Float(Number(text.replaceAll('_', '')));
  },
};

const date: ScalarTag = {
  tag: 'tag:yaml.org,2002:timestamp',
  default: true,
  test: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  resolve: (text) => DateValue.parse(text) ?? text,
};

const time: ScalarTag = {
  tag: 'tag:yaml.org,2002:timestamp',
  default: true,
  test: timestamp,
  resolve: (text) => TimeValue.parse(text) ?? text,
};

function decimal(digits: string): string {
  return /^0[0-9]/.test(digits) ? digits.replace(/^0+(?=[0-9])/, '') : digits;
}

/**
 * Reads YAML as prompt flow does: version 1.2, so that `yes` and `on` are strings, and with duplicate keys refused.
 * Throws a `FlowError` that names the file and the line.
 */
export function parseYaml(text: string, file: string): Value {
  const lines = new LineCounter();
  let document = parse(text, lines);
  const [error] = document.errors;
  if (error !== undefined) {
    const indented = indentOutdented(text, parse);
    if (indented === undefined) throw invalid(error, lines, file);
    document = parse(indented);
  }
  try {
    return fromPlain(document.toJS({ mapAsMap: true }));
  } catch (thrown) {
    // An alias of nothing, a merge of what is no mapping, or a collection within itself.
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new FlowError('YamlParseError', `${file} is not valid YAML: ${reason}`, { file, cause: thrown });
  }
}

/** YAML that prompt flow reads as YAML that every reader of YAML does. What is no YAML stays as it is. */
export function strictYaml(text: string): string {
  return parse(text).errors.length === 0 ? text : (indentOutdented(text, parse) ?? text);
}

function parse(text: string, lineCounter = new LineCounter()): Document.Parsed {
  return parseDocument(text, {
    version: '1.2',
    merge: true,
    prettyErrors: false,
    lineCounter,
    customTags: (tags) => [
      integer,
      float,
      date,
      time,
      ...tags.filter((tag) => typeof tag === 'string' || !/:(?:int|float)$/.test(tag.tag)),
    ],
  });
}

function invalid(error: YAMLError, lines: LineCounter, file: string): FlowError {
  const { line, col } = lines.linePos(error.pos[0]);
  const reason = error.code === 'DUPLICATE_KEY' ? 'A key stands twice in one mapping' : error.message;
  return new FlowError('YamlParseError', `${file} is not valid YAML at line ${line}, column ${col}: ${reason}.`, {
    file,
    line,
  });
}
