import XMLBuilder from 'fast-xml-builder';
import { XMLParser } from 'fast-xml-parser';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});
const parser = new XMLParser({ preserveOrder: true, parseTagValue: false, trimValues: true });

/** An XML document; keys with `@` are attributes, `#text` is the text beside them. */
export function toXml(document: object): string {
  return `<?xml version="1.0" encoding="utf-8"?>${builder.build(document)}`;
}

/** The elements under the root, in their order, with their text; undefined where it has another root. */
export function readElements(
  text: string,
  root: string,
): { readonly name: string; readonly text: string }[] | undefined {
  type Node = Record<string, readonly Node[] | string>;
  const nodes = parser.parse(text) as Node[];
  const elements = nodes.find((node) => root in node)?.[root];
  if (!Array.isArray(elements)) return undefined;
  return (elements as readonly Node[]).flatMap((element) => {
    const [name, children] = Object.entries(element)[0] ?? [];
    if (name === undefined || !Array.isArray(children)) return [];
    const content = (children as readonly Node[])[0]?.['#text'];
    return [{ name, text: typeof content === 'string' ? content : '' }];
  });
}
