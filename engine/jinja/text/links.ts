export interface LinkOptions {
  /** What a link has besides its `href`. */
  readonly attributes: string;
  /** How an address is shown. */
  readonly shorten: (url: string) => string;
  /** Beginnings of addresses besides the web's and mail's. */
  readonly schemes: readonly string[];
}

const web = new RegExp(
  '^(?:' +
    '(?:https?://|www\\.)(?:(?:[\\p{L}\\p{N}_%-]+\\.)+)?(?:[a-z]{2,63}|xn--[\\p{L}\\p{N}_%]{2,59})' +
    '|(?:[\\p{L}\\p{N}_%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)' +
    '|https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\])' +
    ')(?::\\d{1,5})?(?:[/?#]\\S*)?$',
  'iu',
);
const mail = /^\S+@[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u;
const pairs = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const;

/** Makes links of the web and mail addresses among the words of a text. The text must be HTML already. */
export function linkWords(html: string, options: LinkOptions): string {
  return html
    .split(/(\s+)/)
    .map((word) => {
      const { head, address, tail } = trimPunctuation(word);
      return head + linked(address, options) + tail;
    })
    .join('');
}

/** An address without the brackets and marks around it; closing brackets that it opens itself are its own. */
function trimPunctuation(word: string): { readonly head: string; readonly address: string; readonly tail: string } {
  const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? '';
  let address = word.slice(head.length);
  let tail = /(?:[)>.,\n]|&gt;)+$/.exec(address)?.[0] ?? '';
  address = address.slice(0, address.length - tail.length);
  for (const [open, close] of pairs) {
    const opened = count(address, open);
    if (opened <= count(address, close)) continue;
    for (let moved = Math.min(opened, count(tail, close)); moved > 0; moved--) {
      const end = tail.indexOf(close) + close.length;
      address += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return { head, address, tail };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function linked(address: string, { attributes, shorten, schemes }: LinkOptions): string {
  if (web.test(address)) {
    const url = /^https?:\/\//.test(address) ? address : `https://${address}`;
    return `<a href="${url}"${attributes}>${shorten(address)}</a>`;
  }
  if (address.startsWith('mailto:') && mail.test(address.slice(7))) {
    return `<a href="${address}">${address.slice(7)}</a>`;
  }
  const isMail = !address.startsWith('www.') && !address.startsWith('@') && !address.includes(':');
  if (isMail && mail.test(address)) return `<a href="mailto:${address}">${address}</a>`;
  return schemes
    .filter((scheme) => address !== scheme && address.startsWith(scheme))
    .reduce((shown) => `<a href="${shown}"${attributes}>${shown}</a>`, address);
}
