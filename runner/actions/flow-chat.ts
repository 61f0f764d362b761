import { join, resolve } from 'node:path';
import { type ChatInterface, type Flow, type LineError, type TestFiles } from '../../engine';
import { UserMistake } from '../failure';
import { readInputs } from '../flow-inputs';
import { openFlowOptions } from '../flow-options';
import { type FlowTestRequest } from './flow-test';

/** Part of a conversation, as flows take it in their history: a turn of a graph of nodes, or a message of other flows. */
export type Turn =
  | { readonly inputs: Readonly<Record<string, unknown>>; readonly outputs: Readonly<Record<string, unknown>> }
  | { readonly role: 'user' | 'assistant'; readonly content: unknown };

/** A conversation with a chat flow. Turns that failed are not part of its history. */
export class Conversation {
  constructor(
    private readonly flow: Flow,
    private readonly roles: ChatInterface,
    private readonly request: FlowTestRequest,
    private readonly inputs: Readonly<Record<string, unknown>>,
    /** What was said before, by the request or by the flow's default. */
    private readonly history: Turn[],
  ) {}

  /** The history so far. */
  get turns(): readonly Turn[] {
    return this.history;
  }

  /** Says something to the flow. `onText` gets the answer piece by piece. Answers what went wrong, if anything did. */
  async say(text: string, onText: (text: string) => void): Promise<LineError | undefined> {
    const { input, output, history } = this.roles;
    const { signal, onEvent } = this.request;
    const { describeError, FlowError } = await import('../../engine');
    const given = new Map<string, unknown>(Object.entries({ ...this.inputs, [input]: text, [history]: this.history }));
    const files = await this.files();
    const { result, inputs } = await this.flow.execute(given, {
      stream: true,
      shows: true,
      ...(signal === undefined ? {} : { signal }),
      onEvent: (event) => {
        files.onEvent(event);
        onEvent?.(event);
      },
    });
    if (result.error !== undefined) return result.error;
    try {
      const outputs: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(result.outputs)) {
        outputs[name] = await whole(value, name === output ? onText : () => undefined);
      }
      this.history.push(...this.turn(text, outputs));
      await files.write({ ...result, inputs, outputs });
      return undefined;
    } catch (error) {
      // A stream may break off after the run itself went well.
      return describeError(FlowError.from(error));
    }
  }

  /** What editors read of the last turn. */
  private async files(): Promise<TestFiles> {
    const { TestFiles: Files, testFolder } = await import('../../engine');
    const { detail, onEvent } = this.request;
    const folder = detail === undefined ? join(this.flow.folder, testFolder) : resolve(detail);
    return new Files(this.flow, folder, { chat: true }, (message) => onEvent?.({ type: 'warning', message }));
  }

  private turn(text: string, outputs: Readonly<Record<string, unknown>>): readonly Turn[] {
    const { input, output, form } = this.roles;
    if (form === 'turns') return [{ inputs: { [input]: text }, outputs }];
    return [
      { role: 'user', content: text },
      { role: 'assistant', content: output === undefined ? outputs : outputs[output] },
    ];
  }
}

/**
 * Loads a chat flow and lets `talk` hold a conversation with it. Inputs besides those of the conversation keep the values
 * that the request gives, or their defaults.
 * @throws FlowError for a flow that cannot be loaded, UserMistake for one that is no chat flow
 */
export async function flowChat(
  request: FlowTestRequest,
  talk: (conversation: Conversation) => Promise<void>,
): Promise<void> {
  const { chatInterface, loadFlow, toPlain } = await import('../../engine');
  const inputs = await readInputs(request);
  const { load, close } = await openFlowOptions(request);
  try {
    const { onEvent } = request;
    const flow = await loadFlow(request.folder, { ...load, ...(onEvent === undefined ? {} : { onEvent }) });
    try {
      const roles = mistakeOfUser(() => chatInterface(flow.definition));
      const said = inputs[roles.history] ?? toPlain(flow.definition.inputs.get(roles.history)?.default ?? []);
      const history = Array.isArray(said) ? [...(said as Turn[])] : [];
      await talk(new Conversation(flow, roles, request, inputs, history));
    } finally {
      await flow.close();
    }
  } finally {
    await close();
  }
}

function mistakeOfUser<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new UserMistake(error instanceof Error ? error.message : String(error));
  }
}

async function whole(value: unknown, onText: (text: string) => void): Promise<unknown> {
  if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value) {
    let text = '';
    for await (const piece of value as AsyncIterable<string>) {
      onText(piece);
      text += piece;
    }
    return text;
  }
  onText(typeof value === 'string' ? value : JSON.stringify(value));
  return value;
}
