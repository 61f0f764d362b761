import { ImageValue } from '../../images/image';
import { trimBlanks } from '../../jinja/text/blanks';
import { isDict, isList, type Value } from '../../values/value';

/** A part of a message for a model that sees images. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string; readonly detail: 'auto' } };

const markdownImage = /!\[\s*image\s*\]\(\{\{(\s*[^\s{}]+\s*)\}\}\)/g;

/** A template whose `![image]({{x}})` stand on lines of their own, as `imageParts` needs them. */
export function separateImages(template: string): string {
  return template.replace(markdownImage, (_, variable: string) => `\n{{${variable}}}\n`);
}

/** The images among values, at any depth. */
export function imagesWithin(values: Iterable<Value>): readonly ImageValue[] {
  return [...values].flatMap((value) => {
    if (value instanceof ImageValue) return [value];
    if (isList(value)) return imagesWithin(value);
    return isDict(value) ? imagesWithin(value.values()) : [];
  });
}

/** The content of a message: its text, or, where a line of it is what an image prints as, its lines as parts. */
export function imageParts(text: string, images: readonly ImageValue[]): string | readonly ContentPart[] {
  const known = new Map(images.map((image) => [image.repr(), image]));
  const lines = text.split('\n').filter((line) => trimBlanks(line) !== '');
  if (!lines.some((line) => known.has(trimBlanks(line)))) return text;
  return lines.map((line) => {
    const image = known.get(trimBlanks(line));
    return image === undefined ? { type: 'text', text: line } : imagePart(image);
  });
}

function imagePart({ sourceUrl, mimeType, bytes }: ImageValue): ContentPart {
  const url = sourceUrl ?? `data:${mimeType};base64,${bytes.toString('base64')}`;
  return { type: 'image_url', image_url: { url, detail: 'auto' } };
}
