import type { Attributes } from '../trace/span';

/**
 * What a caller thinks of an answer, as attributes of a span: the text as `feedback`, or, flattened, each member of the
 * JSON object that it is under its own name. What is no object stays whole.
 */
export function feedbackAttributes(feedback: string, flatten: boolean): Attributes {
  const members = flatten ? objectOf(feedback) : undefined;
  if (members === undefined) return { feedback };
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, attribute(value)]));
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function attribute(value: unknown): Attributes[string] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  return JSON.stringify(value);
}
