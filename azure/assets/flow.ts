/** A flow as the model version that serves it. */
export interface FlowAsset {
  /** Name of the model asset. */
  readonly name: string;
  /** The folder with flow.dag.yaml. */
  readonly folder: string;
  readonly description?: string;
  /** Names of the input and the output that hold a chat flow's turn; absent for other flows. */
  readonly chat?: { readonly input: string; readonly output: string };
  readonly tags?: Readonly<Record<string, string>>;
}

/** The properties by which Azure ML recognizes a prompt flow: they allow 300 s requests and bring the portal's test page. */
export function promptFlowProperties({ name, chat }: FlowAsset): Record<string, string> {
  return {
    'azureml.promptflow.source_flow_id': name,
    ...(chat && {
      'azureml.promptflow.mode': 'chat',
      'azureml.promptflow.chat_input': chat.input,
      'azureml.promptflow.chat_output': chat.output,
    }),
  };
}
