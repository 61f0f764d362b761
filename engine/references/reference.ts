import type { Value } from '../values/value';

/** Where a node's input, an activation or a flow's output takes its value from. */
export type Reference = Literal | InputReference | NodeReference;

export interface Literal {
  readonly kind: 'literal';
  readonly value: Value;
}

/** `${inputs.x}` */
export interface InputReference {
  readonly kind: 'input';
  readonly name: string;
  /** Set where the input stands for the output of a node: no user has written it. */
  readonly isOutput?: true;
}

/** `${node.output.property}` */
export interface NodeReference {
  readonly kind: 'node';
  readonly node: string;
  /** What follows the node's name: only `output` exists. */
  readonly section: string;
  /** What follows the section, as written: the path to a property. */
  readonly property: string;
}

/** Reads `${…}`; everything else, also text with blanks around it or text that merely contains `${…}`, is a literal. */
export function parseReference(value: Value): Reference {
  if (typeof value !== 'string' || !value.startsWith('${') || !value.endsWith('}')) return { kind: 'literal', value };
  const text = value.slice(2, -1);
  const [head = '', ...rest] = text.split('.');
  if (rest.length > 0 && (head === 'inputs' || head === 'flow')) return { kind: 'input', name: rest.join('.') };
  const [section = 'output', ...property] = rest;
  return { kind: 'node', node: head, section, property: property.join('.') };
}

/** One step into a value: a dict's key or an object's attribute, or a list's index. */
export type PropertyStep =
  { readonly kind: 'name'; readonly name: string } | { readonly kind: 'item'; readonly key: string | number };

const propertyPattern = /\['(.*?)'\]|\[(\d+)\]|[\p{L}\p{N}_]+/gu;

/**
 * `a.b[0]['k e']` as steps. Characters that fit none of the forms are skipped, as prompt flow does: double quotes, too,
 * so that `["k e"]` is read as two names.
 */
export function parsePropertyPath(property: string): readonly PropertyStep[] {
  return [...property.matchAll(propertyPattern)].map(([text, quoted, index]) => {
    const key = quoted ?? (index === undefined ? undefined : Number(index));
    return key === undefined ? { kind: 'name', name: text } : { kind: 'item', key };
  });
}
