import { z } from 'zod';
import { textLike } from '../text-rule';

const notify = z.array(z.email()).min(1).meta({ description: 'Mail addresses.' });

/** `operations`: what watches over an environment. */
export const operations = z.strictObject({
  alerts: z
    .strictObject({
      latencyMs: z.int().min(1).exactOptional().meta({
        description:
          '95th percentile of the latency (of an app: the average) above which an alert is raised, in milliseconds.',
      }),
      errorsPerMinute: z.int().min(1).exactOptional().meta({
        description: 'Failed requests a minute above which an alert is raised.',
      }),
      throttledPerMinute: z.int().min(1).exactOptional().meta({
        description: 'Requests a minute that are refused for a quota or rate limit (429) above which one is raised.',
      }),
      notify,
    })
    .exactOptional()
    .meta({ description: 'Alerts by mail, for each endpoint. Default: none.' }),
  dashboard: z.boolean().exactOptional().meta({
    description: 'A workbook that shows the requests, errors and latency of all endpoints.',
    default: false,
  }),
  budget: z
    .strictObject({
      amount: z.number().positive().meta({ description: "Monthly amount, in the subscription's currency." }),
      from: textLike({
        pattern: /^20\d\d-(?:0[1-9]|1[0-2])$/,
        code: 'wrong-format',
        expected: 'a month is needed',
        hint: 'Write 2027-01, for example.',
      }).meta({ description: 'First month, as YYYY-MM.' }),
      thresholds: z.array(z.int().min(1).max(1000)).min(1).max(5).default([80, 100]).meta({
        description: 'Percent of the amount at which mails are sent.',
      }),
      notify,
    })
    .exactOptional()
    .meta({ description: 'Monthly budget of the resource group. Default: none.' }),
  lock: z.boolean().exactOptional().meta({
    description:
      'Keeps vault, storage account and registry, and with them the resource group, from being deleted, by the deploy as well.',
    default: false,
  }),
});
