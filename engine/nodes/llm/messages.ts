import { FlowError } from '../../error';
import type { ImageValue } from '../../images/image';
import { blank, trimBlanks } from '../../jinja/text/blanks';
import { roles, roleSeparator, unguard, type GuardedText } from '../prompt/guard';
import { imageParts, type ContentPart } from './images';
import { parsePythonLiteral } from './python-literal';

/** A message of the chat API, as far as a prompt's text can say it. */
export interface Message {
  readonly role: string;
  content?: string | readonly ContentPart[];
  name?: string;
  tool_call_id?: string;
  tool_calls?: unknown;
}

const blanks = `[${blank}]*`;
const label = (name: string): string => `\\n*#{0,2}${blanks}${name}${blanks}:${blanks}\\n`;
const valueAndContent = (name: string): RegExp =>
  new RegExp(`${label(name)}+${blanks}([^${blank}]+)${blanks}${label('content')}?(.*)`, 's');

const nameAndContent = valueAndContent('name');
const toolCallIdAndContent = valueAndContent('tool_call_id');
const toolCalls = new RegExp(`${label('tool_calls')}+${blanks}(\\[.*?\\])`, 's');

/**
 * Splits a rendered prompt into messages at the lines that name a role. Lines that one of `images` prints as become parts
 * of their own.
 */
export function parseMessages(prompt: GuardedText, images: readonly ImageValue[] = []): readonly Message[] {
  const plain = (text: string): string => unguard(text, prompt.tokens);
  const [before = '', ...rest] = prompt.text.split(roleSeparator);
  const unnamed = trimBlanks(before).toLowerCase();
  if (unnamed !== '') throw invalidRole(plain(unnamed));
  const messages: Message[] = [];
  for (let index = 0; index < rest.length; index += 2) {
    messages.push(readMessage((rest[index] ?? '').toLowerCase(), rest[index + 1] ?? '', plain, images));
  }
  return messages;
}

function readMessage(
  role: string,
  chunk: string,
  plain: (text: string) => string,
  images: readonly ImageValue[],
): Message {
  const parts = (text: string) => imageParts(plain(trimBlanks(text)), images);
  if (role === 'tool') {
    const [, id, content] = toolCallIdAndContent.exec(chunk) ?? [];
    if (id === undefined || content === undefined) throw invalidToolMessage();
    return { role, tool_call_id: plain(id), content: parts(content) };
  }
  const calls = role === 'assistant' ? readToolCalls(chunk, plain) : undefined;
  if (calls !== undefined) return { role, tool_calls: calls };
  const [, name, content] = nameAndContent.exec(chunk) ?? [];
  if (name !== undefined && content !== undefined) return { role, name: plain(name), content: parts(content) };
  if (role === 'function') throw invalidFunctionMessage();
  return { role, content: parts(chunk) };
}

/** The text up to the first `]`, read as a Python literal; text that is none is ordinary content. */
function readToolCalls(chunk: string, plain: (text: string) => string): unknown {
  const [, text] = toolCalls.exec(chunk) ?? [];
  return text === undefined ? undefined : parsePythonLiteral(plain(text));
}

function invalidRole(role: string): FlowError {
  const allowed = roles.map((name) => `'${name}:\\n'`).join(',');
  const message =
    `The Chat API requires a specific format for prompt definition, and the prompt should include separate lines as role delimiters: ${allowed}. ` +
    `Current parsed role '${role}' does not meet the requirement. Begin the prompt with such a line, or set the node's api to completion.`;
  return new FlowError('ChatAPIInvalidRole', message);
}

function invalidFunctionMessage(): FlowError {
  const message =
    "Failed to parse function role prompt. Please make sure the prompt follows the format: 'name:\\nfunction_name\\ncontent:\\nfunction_content'.";
  return new FlowError('ChatAPIFunctionRoleInvalidFormat', message);
}

function invalidToolMessage(): FlowError {
  const message =
    "Failed to parse tool role prompt. Please make sure the prompt follows the format: 'tool_call_id:\\ntool_call_id\\ncontent:\\ntool_content'.";
  return new FlowError('ChatAPIToolRoleInvalidFormat', message);
}
