import { z } from 'zod';
import { evaluationSettings, experimentSettings, gateSettings } from './experiment-settings';
import { targetSettings } from './target-settings';
import { textLike } from './text-rule';

const flowName = textLike({
  pattern: /^(?=.{1,100}$)[a-zA-Z][a-zA-Z0-9_-]*$/,
  code: 'invalid-name',
  expected: 'a flow name has at most 100 letters, digits, hyphens and underscores, starting with a letter',
  hint: 'The Azure ML model asset is named after it: shorten or respell it.',
});

const datasetName = textLike({
  pattern: /^(?=.{1,100}$)[a-zA-Z0-9][a-zA-Z0-9_-]*$/,
  code: 'invalid-name',
  expected: 'a dataset name has at most 100 letters, digits, hyphens and underscores, starting with a letter or digit',
  hint: 'The Azure ML data asset is named after it: shorten or respell it.',
});

/** `flows-config/<flow>.yaml` */
export const flowFile = z
  .strictObject({
    name: flowName.meta({ description: 'Name of the flow and of its Azure ML model asset.' }),
    description: z.string().exactOptional().meta({ description: 'What the flow is for. Default: none.' }),
    flow: z.string().min(1).meta({ description: 'Folder that holds flow.dag.yaml, relative to this file.' }),
    datasets: z
      .record(
        datasetName,
        z.strictObject({ path: z.string().min(1).meta({ description: 'JSONL file, relative to this file.' }) }),
      )
      .default({})
      .meta({ description: 'Datasets by name; each becomes the data asset <flow>-<dataset>.' }),
    experiment: experimentSettings
      .exactOptional()
      .meta({ description: 'Runs that the flow is judged by. Default: none.' }),
    evaluations: z
      .record(z.string(), evaluationSettings)
      .default({})
      .meta({ description: "Evaluation flows that score the experiment's runs, by name." }),
    gates: z
      .record(z.string(), gateSettings)
      .default({})
      .meta({ description: 'Bounds that a release must meet, by <evaluation>.<metric>.' }),
    deploy: z
      .record(z.string(), z.array(targetSettings))
      .default({})
      .meta({ description: 'Where the flow is served, by environment.' }),
  })
  .meta({ title: 'Flow of an llmops-cdktf project' });

export type FlowFile = z.infer<typeof flowFile>;
