const invisible = '&#8203;';

/**
 * A model's or a person's text as Markdown shows it and nothing more: on one line, with no HTML, no emphasis, no link,
 * no table cell's end, and no `@name` or `#12` that would notify somebody or link something.
 */
export function escapeMarkdown(text: string, longest = 200): string {
  // Half of a pair of surrogates is no character.
  const cut = text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return (
    cut
      // Control characters, and those that turn the direction of what follows.
      .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
      .replace(/[\\`*_[\]{}()|~!#+=-]/g, (character) => `\\${character}`)
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/#(?=\w)/g, `#${invisible}`)
      .replace(/@/g, `@${invisible}`)
      .replace(/:\/\//g, `:${invisible}//`)
      .replace(/\bwww\./gi, `www${invisible}.`)
      .trim()
  );
}
