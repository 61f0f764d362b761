/**
 * Text of the configuration as Terraform must read it to get that same text: `${` and `%{` begin expressions there.
 */
export function terraformLiteral(text: string): string {
  return text.replace(/[$%](?=\{)/g, '$&$&');
}

/** The same for the values of a map. */
export function terraformLiterals(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, terraformLiteral(text)]));
}
