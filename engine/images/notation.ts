import { isDict, type Dict, type Value } from '../values/value';

/** How a flow's data writes images: prompt flow's own form, or that of OpenAI's vision models. */
export type MessageFormat = 'basic' | 'openai-vision';

/** Where an image is to be had. */
export type ImageSource =
  | { readonly from: 'base64'; readonly text: string; readonly mimeType?: string }
  | { readonly from: 'url'; readonly url: string; readonly mimeType?: string }
  | { readonly from: 'path'; readonly path: string; readonly mimeType?: string };

const basicKey = /^data:(image\/.*);(path|base64|url)$/;
const dataUrl = /^data:image\/[^,]*;base64,([^,]*)$/;

/** The image that a dict stands for; undefined where it is any other dict. */
export function imageSource(value: Value, format: MessageFormat): ImageSource | undefined {
  if (!isDict(value)) return undefined;
  return format === 'basic' ? basicSource(value) : visionSource(value);
}

/** The image that a text stands for: base64, else a URL, else a path. */
export function textSource(text: string): ImageSource {
  const [, data] = dataUrl.exec(text) ?? [];
  if (data !== undefined) return { from: 'base64', text: data };
  if (text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)) return { from: 'base64', text };
  return /^https?:\/\//i.test(text) ? { from: 'url', url: text } : { from: 'path', path: text };
}

function basicSource(value: Dict): ImageSource | undefined {
  if (value.size !== 1) return undefined;
  const [[key, content] = [null, null]] = value;
  const [, mimeType, kind] = (typeof key === 'string' ? basicKey.exec(key) : null) ?? [];
  if (mimeType === undefined || typeof content !== 'string') return undefined;
  if (kind === 'path') return { from: 'path', path: content, mimeType };
  if (kind === 'url') return { from: 'url', url: content, mimeType };
  const [, data = content] = dataUrl.exec(content) ?? [];
  return { from: 'base64', text: data, mimeType };
}

function visionSource(value: Dict): ImageSource | undefined {
  const type = value.get('type');
  if (value.size !== 2) return undefined;
  if (type !== 'image_url' && type !== 'image_file') return undefined;
  const body = value.get(type);
  const content = isDict(body) ? body.get(type === 'image_url' ? 'url' : 'path') : undefined;
  if (typeof content !== 'string') return undefined;
  if (type === 'image_file') return { from: 'path', path: content };
  const source = textSource(content);
  return source.from === 'path' ? { from: 'url', url: content } : source;
}
