import { ArmError } from '../resource';

/** A request that the service rejects as wrong. */
export function badRequest(code: string, message: string): ArmError {
  return new ArmError(400, code, message);
}

export function notFound(id: string): ArmError {
  return new ArmError(404, 'ResourceNotFound', `The Resource '${id}' was not found.`);
}

export function parentNotFound(type: string, parent: string): ArmError {
  return parent.split('/').length === 5
    ? new ArmError(
        404,
        'ResourceGroupNotFound',
        `Resource group '${parent.split('/').at(-1) ?? ''}' could not be found.`,
      )
    : new ArmError(
        404,
        'ParentResourceNotFound',
        `Failed to write a resource of type '${type}': its parent '${parent}' does not exist.`,
      );
}

export function conflict(code: string, message: string): ArmError {
  return new ArmError(409, code, message);
}
