import { z } from 'zod';

/** Flow inputs, each by a literal value or a mapping such as `${data.question}`. */
const inputs = z.record(z.string(), z.json());

const variantChoice = z.record(z.string(), z.string()).meta({ description: 'Variant by node.' });

/** `experiment`: which runs a flow is judged by. */
export const experimentSettings = z.strictObject({
  datasets: z.array(z.string()).exactOptional().meta({ description: 'Names of the datasets to run on. Default: all.' }),
  inputs: inputs.default({}).meta({
    description:
      'Flow inputs, as ${data.<column>} or literals. An input without a default takes the column of its own name.',
  }),
  variants: z
    .union([z.enum(['one-at-a-time', 'grid', 'default-only']), z.array(variantChoice)])
    .default('one-at-a-time')
    .meta({
      description:
        "Which variants run: each beside the other nodes' defaults, all combinations, the defaults, or a list.",
    }),
  parameters: z
    .record(z.string(), z.array(z.json()).min(1))
    .default({})
    .meta({ description: 'Values to try for a node input, by <node>.<input>.' }),
});

/** One entry of `evaluations`: an evaluation flow and what it is fed. */
export const evaluationSettings = z.strictObject({
  flow: z.string().min(1).meta({ description: 'Folder of the evaluation flow, relative to this file.' }),
  datasets: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: "Which dataset judges the runs on which. Default: a run's own dataset." }),
  inputs: inputs.default({}).meta({
    description:
      'Inputs of the evaluation flow, as ${data.<column>}, ${run.inputs.<column>}, ${run.outputs.<output>} or literals.',
  }),
});

/** One entry of `gates`: the bounds of a metric. */
export const gateSettings = z
  .strictObject({
    min: z.number().exactOptional().meta({ description: 'Lowest value that passes. Default: no lower bound.' }),
    max: z.number().exactOptional().meta({ description: 'Highest value that passes. Default: no upper bound.' }),
  })
  .superRefine(({ min, max }, context) => {
    if (min === undefined && max === undefined) {
      const params = { code: 'empty-gate', hint: 'Write { min: 0.8 }, for example.' };
      context.addIssue({ code: 'custom', message: 'A gate without a bound lets everything pass.', params });
    } else if (min !== undefined && max !== undefined && min > max) {
      const params = { code: 'empty-gate', hint: 'Swap the two, or remove one.' };
      context.addIssue({ code: 'custom', message: `No value is at least ${min} and at most ${max}.`, params });
    }
  });

export type ExperimentSettings = z.infer<typeof experimentSettings>;
export type EvaluationSettings = z.infer<typeof evaluationSettings>;
