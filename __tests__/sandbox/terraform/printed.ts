/** What Terraform printed, without the frame and the line breaks of its diagnostics. */
export function unframed(text: string): string {
  return text.replaceAll(/\s*\n[│╵╷ ]*/g, ' ');
}
