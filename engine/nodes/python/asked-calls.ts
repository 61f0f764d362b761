import { FlowError } from '../../error';
import type { CallMessage, HostAnswer, HostCall } from './calls';

/** Does what Python asks for; `signal` aborts when nobody waits for the answer any more. */
export type AnswerCall = (call: HostCall, request: number | undefined, signal: AbortSignal) => Promise<HostAnswer>;

/** What a Python process asked for and waits for. */
export class AskedCalls {
  private readonly asked = new Map<number, AbortController>();

  constructor(
    private readonly answer: AnswerCall,
    private readonly send: (answer: object) => void,
  ) {}

  receive(message: CallMessage): void {
    const { ask } = message;
    if (message.event === 'abandon') {
      this.asked.get(ask)?.abort(new FlowError('LineCanceledError', 'The tool does not wait for the answer any more.'));
      return;
    }
    const ends = new AbortController();
    this.asked.set(ask, ends);
    void this.answer(message.body, message.request ?? undefined, ends.signal)
      .then(
        (result) => ({ ok: true, result }),
        (thrown: unknown) => {
          const { code, message: text, fault } = FlowError.from(thrown);
          return { ok: false, error: { code, message: text, fault } };
        },
      )
      .then((answer) => {
        this.asked.delete(ask);
        this.send({ ask, ...answer });
      });
  }

  /** Ends what is under way: the process is gone. */
  end(reason: Error): void {
    for (const ends of this.asked.values()) ends.abort(reason);
  }
}
