import { createInterface } from 'node:readline';
import color from 'picocolors';
import { flowChat } from '../../actions/flow-chat';
import { type FlowTestRequest } from '../../actions/flow-test';

/** Talks with a chat flow until the input ends. */
export async function flowChatCommand(request: FlowTestRequest): Promise<void> {
  await flowChat(request, async (conversation) => {
    const lines = createInterface({ input: process.stdin, terminal: false, signal: request.signal });
    process.stdout.write('User: ');
    for await (const line of lines) {
      if (line.trim() !== '') {
        process.stdout.write('Bot: ');
        const error = await conversation.say(line, (text) => process.stdout.write(text));
        process.stdout.write('\n');
        if (error !== undefined) console.error(`${color.red(error.code)}: ${error.message}`);
      }
      process.stdout.write('User: ');
    }
    process.stdout.write('\n');
  });
}
