import type { MessageFormat } from '../../images/notation';
import type { Reference } from '../../references/reference';

const image = /!\[\s*image\s*\]\(\{\{\s*([^{}]+)\s*\}\}\)/g;

/** Variables that a template shows as images: `![image]({{ photo }})`. */
export function imageVariables(template: string): ReadonlySet<string> {
  return new Set([...template.matchAll(image)].map(([, variable = '']) => variable.trim()));
}

/** A node's inputs, where literals for its template's images are images. */
export async function loadTemplateImages(
  template: string,
  inputs: ReadonlyMap<string, Reference>,
  place: { readonly folder: string; readonly format: MessageFormat },
): Promise<ReadonlyMap<string, Reference>> {
  const variables = imageVariables(template);
  if (variables.size === 0) return inputs;
  const { readImage } = await import('../../images/read');
  const entries = [...inputs].map(async ([name, reference]): Promise<[string, Reference]> => {
    if (reference.kind !== 'literal' || !variables.has(name)) return [name, reference];
    return [name, { kind: 'literal', value: await readImage(reference.value, { ...place, what: `input '${name}'` }) }];
  });
  return new Map(await Promise.all(entries));
}
