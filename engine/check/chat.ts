import { FlowError } from '../error';
import type { FlowInterface } from '../load/definition';

/** Which inputs and outputs carry a conversation. */
export interface ChatInterface {
  /** Input that takes what the user says. */
  readonly input: string;
  /** Output that is the answer. Absent in a flow without outputs. */
  readonly output?: string;
  /** Input that takes the turns so far. */
  readonly history: string;
  /** How they are written: as `{ inputs, outputs }`, or as `{ role, content }`. */
  readonly form: 'turns' | 'messages';
}

/** The input that takes the turns so far, also of a flow that is not made for a conversation. */
export function historyInput({ inputs }: Pick<FlowInterface, 'inputs'>): string | undefined {
  const declared = [...inputs].find(([, { isChatHistory }]) => isChatHistory === true)?.[0];
  const named = 'chat_history';
  return declared ?? (inputs.get(named)?.isChatHistory === false || !inputs.has(named) ? undefined : named);
}

/** How to talk with a flow. Throws a `FlowError` that says what a chat flow lacks if it is none. */
export function chatInterface({ inputs, outputs, name, chatHistory: form = 'turns' }: FlowInterface): ChatInterface {
  const fail = (message: string): never => {
    throw new FlowError('UserErrorException', `Flow ${name} is not a chat flow: ${message}`);
  };
  const chatInputs = [...inputs].filter(([, { isChatInput }]) => isChatInput).map(([input]) => input);
  const marked = [...outputs].filter(([, { isChatOutput }]) => isChatOutput).map(([output]) => output);
  // Code that returns a text has no place to say that this is the answer.
  const chatOutputs = form === 'messages' && outputs.size === 1 ? [...outputs.keys()] : marked;
  const [input, secondInput] = chatInputs;
  const [output, secondOutput] = chatOutputs;
  if (input === undefined) return fail('no input says is_chat_input: true.');
  if (secondInput !== undefined) return fail(`more than one input says is_chat_input: ${chatInputs.join(', ')}.`);
  if (secondOutput !== undefined) return fail(`more than one output says is_chat_output: ${chatOutputs.join(', ')}.`);
  if (output === undefined && outputs.size > 0) return fail('no output says is_chat_output: true.');
  const history = historyInput({ inputs });
  if (history === undefined) return fail('no input says is_chat_history: true, and none is named chat_history.');
  return { input, history, form, ...(output === undefined ? {} : { output }) };
}
