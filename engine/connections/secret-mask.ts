import type { ConnectionProvider } from '../connection';
import type { FlowError } from '../error';
import type { FlowEvent, FlowEventHandler } from '../event';

/** Prompt flow's own words for a secret in a log. */
const replacement = '**data_scrubbed**';
/** Shorter texts are no secrets, and stand in other words. */
const shortest = 3;
/** What a signed address or a connection string has its secret behind, whoever gave it. */
const carriers = /(?<=(?:sig|key)=)[^\s;&]+/gi;

/** Takes the secrets of the connections that a flow was given out of what is shown of it: logs and errors. */
export class SecretMask {
  private readonly secrets = new Set<string>();

  /** The same provider, whose secrets are remembered. */
  watch(provider: ConnectionProvider): ConnectionProvider {
    return {
      get: async (name) => {
        const connection = await provider.get(name);
        for (const secret of Object.values(connection.secrets)) this.add(secret);
        return connection;
      },
      ...(provider.token === undefined ? {} : { token: (scope: string) => this.token(provider, scope) }),
    };
  }

  private async token(provider: ConnectionProvider, scope: string): Promise<string> {
    const token = (await provider.token?.(scope)) ?? '';
    this.add(token);
    return token;
  }

  readonly text = (text: string): string => {
    let masked = text;
    // The longest first: one secret may be part of another.
    const secrets = [...this.secrets].sort((left, right) => right.length - left.length);
    for (const secret of secrets) masked = masked.replaceAll(secret, replacement);
    return masked;
  };

  /** For logs, which also go without secrets of addresses that no connection holds. */
  private logged(text: string): string {
    return this.text(text.replace(carriers, replacement));
  }

  error(error: FlowError): FlowError {
    const { message, traceback } = error;
    return error.with({
      message: this.text(message),
      ...(traceback === undefined ? {} : { traceback: this.text(traceback) }),
    });
  }

  /** The same handler, which sees no secrets. Inputs and outputs of nodes are the flow's data and stay as they are. */
  events(handler: FlowEventHandler): FlowEventHandler {
    return (event) => handler(this.event(event));
  }

  private event(event: FlowEvent): FlowEvent {
    switch (event.type) {
      case 'printed':
        return { ...event, text: this.logged(event.text) };
      case 'warning':
        return { ...event, message: this.logged(event.message) };
      case 'retry':
        return { ...event, reason: this.logged(event.reason) };
      case 'node-ended':
        return event.error === undefined
          ? event
          : { ...event, error: { ...event.error, message: this.text(event.error.message) } };
      default:
        return event;
    }
  }

  private add(secret: string): void {
    if (secret.length >= shortest) this.secrets.add(secret);
  }
}
