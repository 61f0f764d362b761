import { z } from 'zod';
import { type RuleParams } from '../yaml/faults';
import { secretPlaces } from '../yaml/schema-walk';
import { textLike } from './text-rule';

export const environmentVariableName = textLike({
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  code: 'invalid-name',
  expected: 'a variable name has letters, digits and underscores, and starts with no digit',
  hint: 'Rename the variable.',
});

/** Where a secret comes from. The file never holds the secret itself. */
export const secretSource = z
  .strictObject({
    env: environmentVariableName.meta({
      description: 'Name of the environment variable that holds the secret when Terraform runs.',
    }),
    version: z
      .union([z.string(), z.int().transform(String)])
      .exactOptional()
      .meta({
        description:
          'Raise it to send a rotated secret again. Secrets are write-only: a new value alone goes unnoticed.',
        default: '1',
      }),
  })
  .meta({ description: 'A secret, by the name of the environment variable that holds it.' });
secretPlaces.add(secretSource, { instead: 'Write { env: NAME } and set NAME where the deploy runs.' });

/** Texts that are shown to everyone: a value that looks like a secret is refused. */
export function publicTexts(keys: z.ZodType<string, string>, hint: string) {
  const params: RuleParams = { code: 'literal-secret', hint };
  return z.record(keys, z.string()).superRefine((texts, context) => {
    for (const [name, text] of Object.entries(texts)) {
      if (!looksLikeSecret(name, text)) continue;
      const message = `'${name}' looks like a secret (its value is not shown here): this file and Azure show it to every reader.`;
      context.addIssue({ code: 'custom', path: [name], message, params });
    }
  });
}

const knownSecretForms = [
  /^sk-[\w-]{16,}$/,
  /^(?:ghp|gho|ghs|github_pat)_\w{20,}$/,
  /(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)=[^;]+/i,
  /[?&]sig=[\w%+/=-]{20,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];
const secretName = /(?:^|[_.-]|[a-z])(?:api[_-]?key|access[_-]?key|secret|password|passwd|token)$/i;

function looksLikeSecret(name: string, text: string): boolean {
  // Azure resolves these references itself; they name a secret and hold none.
  if (/^\$\{\{(?:azureml|keyvault):.*\}\}$/.test(text)) return false;
  return (
    knownSecretForms.some((form) => form.test(text)) || (secretName.test(name) && /^(?=.*\d)[\w+/=.-]{16,}$/.test(text))
  );
}
