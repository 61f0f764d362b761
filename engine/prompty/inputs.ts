import { convert } from '../conversion/convert';
import { FlowError } from '../error';
import { readImage, readImagesWithin } from '../images/read';
import type { ValueType } from '../load/definition';
import { isDict, isList, type Dict, type Value } from '../values/value';
import type { PromptyDefinition } from './definition';

type Inputs = ReadonlyMap<string, Value>;

/**
 * The variables of a prompty's template for one call: the sample where nothing is given, defaults for what is missing,
 * images loaded. Values are not converted to their types. `folder` is where paths of images start; null allows none.
 */
export async function preparePromptyInputs(
  definition: PromptyDefinition,
  given: Inputs,
  folder: string | null,
): Promise<Inputs> {
  const chosen = chooseInputs(definition, given.size === 0 ? definition.sample : given);
  const entries = [...chosen].map(async ([name, value]): Promise<[string, Value]> => {
    const type = definition.inputs.get(name)?.type ?? 'object';
    return [name, await withImages(asData(value, type), name, type, folder)];
  });
  return new Map(await Promise.all(entries));
}

/** Where no inputs are declared, the sample names them. */
function chooseInputs({ inputs, declaresInputs, sample }: PromptyDefinition, given: Inputs): Inputs {
  if (!declaresInputs) {
    refuseMissing([...sample.keys()].filter((name) => !given.has(name)));
    return given;
  }
  const chosen = new Map<string, Value>();
  const missing: string[] = [];
  for (const [name, { default: fallback }] of inputs) {
    const value = given.has(name) ? given.get(name) : fallback;
    if (value === undefined) missing.push(name);
    else chosen.set(name, value);
  }
  refuseMissing(missing);
  return chosen;
}

function refuseMissing(names: readonly string[]): void {
  if (names.length === 0) return;
  throw new FlowError(
    'MissingRequiredInputError',
    `Missing required inputs: [${names.map((name) => `'${name}'`).join(', ')}]`,
  );
}

/** Command lines and CSV files give lists and dicts as JSON text. */
function asData(value: Value, type: ValueType): Value {
  if (typeof value !== 'string' || (type !== 'list' && type !== 'object')) return value;
  const conversion = convert(value, 'object');
  return conversion.ok && (isList(conversion.value) || isDict(conversion.value)) ? conversion.value : value;
}

async function withImages(value: Value, name: string, type: ValueType, folder: string | null): Promise<Value> {
  const reading = { format: 'basic', folder, what: `input '${name}'` } as const;
  const source = typeof value === 'string' ? namedImage(value) : undefined;
  if (source !== undefined) return readImagesWithin(source, reading);
  return type === 'image' ? readImage(value, reading) : readImagesWithin(value, reading);
}

/** Samples and callers write an image as a text, too: `data:image/png;path:cat.png`. */
function namedImage(text: string): Dict | undefined {
  const [, key, content] = /^(data:image\/[^;]*;(?:path|base64|url)):\s*(.*)$/.exec(text) ?? [];
  return key === undefined || content === undefined ? undefined : new Map([[key, content]]);
}
