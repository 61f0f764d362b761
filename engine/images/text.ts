import { repr } from '../values/python-text';
import { isDict, isList, ObjectValue, type Dict, type DictKey, type Value } from '../values/value';

/** Text that stands among images as OpenAI writes them. It is text to tools and templates, and comes out as it went in. */
export class TextValue extends ObjectValue {
  readonly typeName = 'Text';

  constructor(
    readonly text: string,
    /** Where OpenAI's assistants point to their sources; null where there is no room for them. */
    readonly annotations: Value = null,
  ) {
    super();
  }

  repr(): string {
    return repr(this.text);
  }

  override str(): string {
    return this.text;
  }

  override get truthy(): boolean {
    return this.text !== '';
  }

  override equals(other: Value): boolean {
    return (other instanceof TextValue ? other.text : other) === this.text;
  }

  /** As data. */
  toDict(): Dict {
    const content: Value =
      this.annotations === null
        ? this.text
        : new Map<DictKey, Value>([
            ['value', this.text],
            ['annotations', this.annotations],
          ]);
    return new Map<DictKey, Value>([
      ['type', 'text'],
      ['text', content],
    ]);
  }
}

/** The text that a dict stands for; undefined where it is any other dict. */
export function textOf(value: Dict): TextValue | undefined {
  const content = value.size === 2 && value.get('type') === 'text' ? value.get('text') : undefined;
  if (typeof content === 'string') return new TextValue(content);
  if (!isDict(content)) return undefined;
  const text = content.get('value');
  return typeof text === 'string' ? new TextValue(text, content.get('annotations') ?? []) : undefined;
}

/** A value in which text among images is nothing but text, as templates see it. */
export function withPlainTexts(value: Value): Value {
  if (value instanceof TextValue) return value.text;
  if (isList(value)) {
    const items = value.map(withPlainTexts);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isDict(value)) return value;
  const entries = [...value].map(([key, item]): [DictKey, Value] => [key, withPlainTexts(item)]);
  return entries.every(([key, item]) => item === value.get(key)) ? value : new Map(entries);
}
