import { z } from 'zod';

const percent = z.int().min(0).max(100);

/** Percent of live traffic by release. */
export const traffic = z
  .strictObject({
    current: percent.exactOptional().meta({ description: 'Share of the version that is being deployed.', default: 0 }),
    previous: percent.exactOptional().meta({
      description:
        'Share of the version served before. Left out: that version is removed; 0: it stays, without traffic.',
    }),
  })
  .superRefine(({ current = 0, previous = 0 }, context) => {
    const total = current + previous;
    if (total === 0 || total === 100) return;
    context.addIssue({
      code: 'custom',
      message: `Traffic totals ${total} percent; it must total 100 (or 0: switched off).`,
      params: { code: 'traffic-total', hint: `Write current: ${100 - previous}, previous: ${previous}, for example.` },
    });
  });

/** Azure copies at most half of the live traffic. */
const maximumMirrorPercent = 50;

/** The release that gets copies of live traffic. */
export const mirror = z.strictObject({
  release: z
    .enum(['current', 'previous'])
    .meta({ description: 'Which version gets the copies. It must have no live traffic.' }),
  percent: z
    .int()
    .superRefine((share, context) => {
      if (share >= 1 && share <= maximumMirrorPercent) return;
      context.addIssue({
        code: 'custom',
        message: `Mirror traffic of ${share} percent; Azure copies 1 to ${maximumMirrorPercent} percent of the live traffic.`,
        params: { code: 'mirror-percent', hint: `Write a whole number from 1 to ${maximumMirrorPercent}.` },
      });
    })
    .meta({ description: 'Share of live traffic that is copied.', minimum: 1, maximum: maximumMirrorPercent }),
});
