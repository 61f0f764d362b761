/** The machine-readable output of `terraform … -json`, as far as it is used here (format version 1.2). */
export interface TerraformMessage {
  readonly type: string;
  readonly '@message': string;
  readonly diagnostic?: Diagnostic;
  readonly hook?: { readonly resource: { readonly addr: string }; readonly action: string };
  readonly changes?: { readonly add: number; readonly change: number; readonly remove: number };
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
}

/** One line of output; undefined where it is not JSON (Terraform's crash log, a wrapper script's banner). */
export function parseMessage(line: string): TerraformMessage | undefined {
  try {
    const parsed = JSON.parse(line) as Partial<TerraformMessage> | null;
    return typeof parsed?.type === 'string' ? (parsed as TerraformMessage) : undefined;
  } catch {
    return undefined;
  }
}

/** A diagnostic in one paragraph: where, what, why. */
export function describeDiagnostic({ address, summary, detail }: Diagnostic): string {
  const where = address === undefined || address === '' ? '' : `${address}: `;
  return `${where}${summary}${detail === undefined || detail === '' ? '' : `\n${detail.trim()}`}`;
}
