const piece = /\s?[\p{L}\p{N}]{1,5}|\s?[^\s\p{L}\p{N}]|\s/gu;

/** Cuts a text into pieces about as long as a model's tokens, which joined give the text again. No tokenizer is needed to count plausibly. */
export function textPieces(text: string): string[] {
  return text.match(piece) ?? [];
}
