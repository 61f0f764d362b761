/** What a model's service says, and what to do about it; `says` are the words by which it is known. */
interface Advice {
  readonly says: (message: string) => boolean;
  readonly advice: string;
}

const has =
  (...words: readonly string[]) =>
  (message: string): boolean =>
    words.every((word) => message.includes(word));

const known: readonly Advice[] = [
  {
    // The second is a refusal without a reason.
    says: (message) => message === '<empty message>' || message === 'Error code: 401',
    advice: 'The api key is invalid or revoked. Correct the api key of the connection.',
  },
  {
    says: has('Unrecognized request argument supplied: functions'),
    advice:
      'The model does not support the `functions` parameter. Use a model with function calling; with Azure OpenAI, also an api_version of 2023-07-01-preview or later in the connection.',
  },
  {
    says: (message) =>
      message.includes('The completion operation does not work with the specified model') ||
      (message.includes('parameters are not available') &&
        ['best_of', 'echo', 'logprobs'].some((parameter) => message.includes(parameter))),
    advice: "The completion operation does not work with the current model. Set the node's api to chat.",
  },
  {
    says: has('Invalid content type. image_url is only supported by certain models'),
    advice: 'The model does not support images. Use a model with vision.',
  },
  {
    says: (message) =>
      has("'response_format' of type", 'is not supported with this model.')(message) ||
      has('Additional properties are not allowed', "unexpected) - 'response_format'")(message),
    advice:
      'The response_format parameter needs to be a dictionary such as {"type": "text"}, whose type is text or json_object. Use a model that supports it.',
  },
  {
    says: has('Principal does not have access to API/Operation'),
    advice:
      'Principal does not have access to API/Operation. Assign it the role Cognitive Services OpenAI User on the Azure OpenAI resource.',
  },
];

/** What to show instead of a known message; undefined for messages that say enough. */
export function adviceFor(message: string): string | undefined {
  const isToolOrder =
    message.includes("messages with role 'tool' must be a response") ||
    message.includes("'tool_calls' must be followed by tool messages responding to each 'tool_call_id'");
  if (isToolOrder) {
    return `In the prompt, messages of role 'tool' must follow the assistant's message whose 'tool_calls' they answer, with the same ids. Original error: ${message}`;
  }
  return known.find(({ says }) => says(message))?.advice;
}
