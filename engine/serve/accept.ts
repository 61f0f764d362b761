import { FlowError } from '../error';

export const eventStream = 'text/event-stream';

/** Which forms of an answer a caller takes. */
export interface AcceptedForms {
  readonly events: boolean;
  readonly json: boolean;
}

const jsonTypes = ['application/json', 'application/*', '*/*'];

/** Reads an Accept header. None at all accepts anything, but events only where they are asked for by name. */
export function acceptedForms(header: string | undefined): AcceptedForms {
  const types = mediaTypes(header);
  return { events: types.includes(eventStream), json: types.some((type) => jsonTypes.includes(type)) };
}

/** The refusal of an Accept header that names nothing the flow can answer in. */
export function notAcceptable(header: string | undefined, supported: readonly string[]): FlowError {
  return new FlowError(
    'NotAcceptable',
    `Media type ${header ?? '*/*'} in Accept header is not acceptable. Supported media type(s) - ${supported.join(', ')}`,
  );
}

function mediaTypes(header: string | undefined): string[] {
  const types = (header ?? '').split(',').map((part) => (part.split(';')[0] ?? '').trim().toLowerCase());
  const named = types.filter((type) => type !== '');
  return named.length === 0 ? ['*/*'] : named;
}
