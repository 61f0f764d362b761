import { FlowError } from '../../error';
import { RenderError } from '../../jinja/errors';
import { parseJson } from '../../values/parse-json';
import { Pending } from '../../values/pending';
import {
  Float,
  NamedTuple,
  ObjectView,
  PrintedDict,
  PythonObject,
  SetView,
  Tuple,
  type DictKey,
  type Found,
  type Value,
  type Wish,
} from '../../values/value';
import { encode } from './encode';
import type { EncodedPlace, EncodedStep, Operations, View } from './protocol';

type Look = Operations['look']['request'];
type Passed = NonNullable<Look['arguments']>;

export interface PictureOptions {
  /** Asks the Python process. */
  readonly ask: (look: Look) => Promise<Operations['look']['result']>;
  /** Takes objects that templates got to see on the way, to let them go in the end. */
  readonly keep: (object: PythonObject) => void;
}

const places = new WeakMap<ObjectView, EncodedPlace>();

/**
 * An object of Python's as templates see it. What the picture does not show, methods among it, is asked for while the
 * template renders: since that cannot wait, it is rendered anew with each answer.
 */
export class Picture {
  private readonly answers = new Map<string, Found | RenderError | undefined>();

  constructor(private readonly options: PictureOptions) {}

  /** What `place` is undefined for, nothing can be asked of. */
  decode(view: View, place: EncodedPlace | undefined): Value {
    const within = (step: EncodedStep, part: View): Value =>
      this.decode(part, place && { ...place, steps: [...place.steps, step] });
    const atIndex = (part: View, key: number): Value => within({ kind: 'item', key }, part);
    switch (view[0]) {
      case 'plain':
        return parseJson(view[1]);
      case 'list':
        return view[1].map(atIndex);
      case 'set':
        return SetView.from(view[1], (part) => this.decode(part, undefined));
      case 'tuple':
        return new Tuple(view[1].map(atIndex));
      case 'namedtuple':
        return new NamedTuple(
          view[1],
          new Map(view[2].map(([name, part]) => [name, within({ kind: 'attribute', name }, part)])),
        );
      case 'dict': {
        const entries = view[1].map(([text, part]) => {
          const key = parseJson(text);
          const plain = (key instanceof Float ? key.value : key) as DictKey;
          return [
            plain,
            typeof plain === 'string' ? within({ kind: 'item', key: plain }, part) : this.decode(part, undefined),
          ] as const;
        });
        return view[2] === null ? new Map(entries) : new PrintedDict(entries, view[2]);
      }
      case 'object': {
        const { type, str, repr, attributes, items, text, truthy, hasPlaces, isIterator } = view[1];
        const shown = new ObjectView(type, str, repr, {
          attributes: new Map(attributes.map(([name, part]) => [name, within({ kind: 'attribute', name }, part)])),
          ...{ truthy, hasPlaces, isIterator },
          ...(items === null
            ? {}
            : { items: items.map((part, index) => (hasPlaces ? atIndex(part, index) : this.decode(part, undefined))) }),
          ...(text === null ? {} : { chars: text }),
          ...(place === undefined ? {} : { look: (wish: Wish) => this.look(place, wish) }),
        });
        if (place !== undefined) places.set(shown, place);
        return shown;
      }
    }
  }

  private look(place: EncodedPlace, wish: Wish): Found | undefined {
    const step: EncodedStep =
      'attribute' in wish ? { kind: 'attribute', name: wish.attribute } : { kind: 'item', key: wish.item };
    return this.answer({ place, step, arguments: null });
  }

  private answer(look: Look): Found | undefined {
    const key = JSON.stringify(look);
    if (!this.answers.has(key)) throw new Pending(async () => void this.answers.set(key, await this.ask(look)));
    const answer = this.answers.get(key);
    if (answer instanceof RenderError) throw answer;
    return answer;
  }

  private async ask(look: Look): Promise<Found | RenderError | undefined> {
    try {
      const found = await this.options.ask(look);
      if (found.kind === 'missing') return undefined;
      if (found.kind === 'method') {
        return {
          call: (positional, named) => {
            const given = this.answer({ ...look, arguments: passed(positional, named) });
            return given !== undefined && 'value' in given ? given.value : null;
          },
        };
      }
      const { view, handle } = found;
      if (handle !== null) this.options.keep(new PythonObject(handle));
      return { value: this.decode(view, handle === null ? undefined : { whole: { handle }, steps: [] }) };
    } catch (error) {
      const failure = FlowError.from(error);
      // Not the object's own failure, and not one that a template could have had in Python.
      if (failure.code === 'ProcessCrashError') throw failure;
      return new RenderError(failure.code, failure.message);
    }
  }
}

function passed(positional: readonly Value[], named: ReadonlyMap<string, Value>): Passed {
  return {
    positional: positional.map(encodeArgument),
    named: Object.fromEntries([...named].map(([name, value]) => [name, encodeArgument(value)])),
  };
}

function encodeArgument(value: Value): Passed['positional'][number] {
  const place = value instanceof ObjectView ? places.get(value) : undefined;
  if (place !== undefined) return place;
  try {
    return encode(value);
  } catch (error) {
    throw error instanceof TypeError ? new RenderError('TypeError', error.message) : error;
  }
}
