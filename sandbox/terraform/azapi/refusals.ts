import { ArmError } from '../../arm';
import { ProviderError } from '../provider';

const line = '-'.repeat(80);
const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
};

/** One request to ARM, as azapi names it in its messages. */
export interface ArmRequest {
  readonly summary: string;
  /** `creating/updating`, `performing action listKeys of` */
  readonly doing: string;
  readonly method: string;
  readonly id: string;
  readonly apiVersion: string;
}

/** Runs a request; a refusal of ARM becomes a diagnostic in azapi's form. */
export async function request<T>(description: ArmRequest, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ArmError ? refusal(description, error) : error;
  }
}

export function alreadyExists(id: string): ProviderError {
  return new ProviderError(
    'Resource already exists',
    `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "azapi_resource" for more information.`,
  );
}

export function missing(description: ArmRequest): ProviderError {
  return refusal(description, new ArmError(404, 'ResourceNotFound', `The Resource '${description.id}' was not found.`));
}

function refusal(
  { summary, doing, method, id, apiVersion }: ArmRequest,
  { status, code, message }: ArmError,
): ProviderError {
  return new ProviderError(
    summary,
    [
      `${doing} Resource: (ResourceId "${id}" / Api Version "${apiVersion}"): ${method} ${id}`,
      line,
      `RESPONSE ${status}: ${status} ${reasons[status] ?? ''}`.trimEnd(),
      `ERROR CODE: ${code}`,
      line,
      message,
      line,
    ].join('\n'),
  );
}
