import { z } from 'zod';
import { textLike } from '../text-rule';

const accepted = z.strictObject({
  rule: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).meta({
    description: 'Rule id, such as CKV_AZURE_144, or several that are accepted for one reason.',
  }),
  resource: z.string().min(1).exactOptional().meta({
    description: "Part of the resource's path in the stack. Default: every resource.",
  }),
  reason: textLike({
    pattern: /^(?=.{15,})/s,
    code: 'missing-reason',
    expected: 'a justification of 15 characters or more is needed',
    hint: 'Say why the finding does not matter here, for whoever reviews it.',
  }).meta({
    description: 'Why it is accepted, for whoever reviews it.',
  }),
});

/** `policies`: findings of the policy checks that somebody has accepted. */
export const policies = z.strictObject({
  accept: z.array(accepted).exactOptional().meta({ description: 'Accepted findings.', default: [] }),
});
