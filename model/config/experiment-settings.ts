import { z } from 'zod';
import { builtinEvaluators } from '../evaluators';
import { builtinPrefix } from '../experiment';
import { environmentDefaults as standard } from './environment-defaults';

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
    .union([z.enum(['one-at-a-time', 'grid', 'pairwise', 'default-only']), z.array(variantChoice)])
    .default('one-at-a-time')
    .meta({
      description:
        "Which variants run: each beside the other nodes' defaults, all combinations, as few as cover every pair, the defaults, or a list.",
    }),
  parameters: z
    .record(z.string(), z.array(z.json()).min(1))
    .default({})
    .meta({ description: 'Values to try for a node input, by <node>.<input>.' }),
  confirmAbove: z.int().min(1).default(50).meta({
    description: 'Number of runs above which somebody has to agree.',
  }),
});

/** One entry of `evaluations`: an evaluation flow and what it is fed. */
export const evaluationSettings = z.strictObject({
  flow: z
    .string()
    .min(1)
    .meta({
      description: `Folder of the evaluation flow, relative to this file; or ${builtinPrefix}<name>: ${builtinEvaluators.join(', ')}.`,
    }),
  datasets: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: "Which dataset judges the runs on which. Default: a run's own dataset." }),
  inputs: inputs.default({}).meta({
    description:
      'Inputs of the evaluation flow, as ${data.<column>}, ${run.inputs.<column>}, ${run.outputs.<output>}, ${run.system.<measure>} or literals.',
  }),
});

/** One entry of `gates`: the bounds of a metric. */
export const gateSettings = z
  .strictObject({
    min: z.number().exactOptional().meta({ description: 'Lowest value that passes. Default: no lower bound.' }),
    max: z.number().exactOptional().meta({ description: 'Highest value that passes. Default: no upper bound.' }),
    notWorseThan: z
      .strictObject({
        release: z.literal('current').meta({ description: 'The version that is served now.' }),
        by: z.number().min(0).default(0).meta({ description: 'How much worse is still good enough.' }),
      })
      .exactOptional()
      .meta({ description: 'Compares with a release, line by line. Default: no comparison.' }),
    better: z.enum(['higher', 'lower']).exactOptional().meta({
      description: "Which direction is good. Default: lower for a gate with only 'max', else higher.",
    }),
    confidence: z.number().gt(0.5).lt(1).default(0.95).meta({
      description: 'Confidence of the interval within which a comparison is undecided.',
    }),
    unsure: z.enum(['pass', 'fail']).default('pass').meta({
      description: 'What an undecided comparison counts as.',
    }),
  })
  .superRefine(({ min, max, notWorseThan }, context) => {
    if (min === undefined && max === undefined && notWorseThan === undefined) {
      const params = { code: 'empty-gate', hint: 'Write { min: 0.8 }, for example.' };
      context.addIssue({ code: 'custom', message: 'A gate without a bound lets everything pass.', params });
    } else if (min !== undefined && max !== undefined && min > max) {
      const params = { code: 'empty-gate', hint: 'Swap the two, or remove one.' };
      context.addIssue({ code: 'custom', message: `No value is at least ${min} and at most ${max}.`, params });
    }
  });

/** `experiment` of an environment: what its deploys run before they register. */
export const experimentPolicy = z.strictObject({
  run: z.enum(['all', 'sample', 'reuse', 'none']).exactOptional().meta({
    description:
      "What a deploy runs: everything, the first lines of each dataset, nothing where another environment's evaluation of the same content is there, or nothing.",
    default: standard.experiment.run,
  }),
  lines: z.int().min(1).exactOptional().meta({
    description: 'Lines of each dataset for sample.',
    default: standard.experiment.lines,
  }),
  reuseFrom: z.string().exactOptional().meta({ description: 'The environment for reuse. Required there.' }),
});

export type ExperimentSettings = z.infer<typeof experimentSettings>;
export type EvaluationSettings = z.infer<typeof evaluationSettings>;
export type GateSettings = z.infer<typeof gateSettings>;
