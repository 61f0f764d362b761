/** A refusal of the blob service, with Azure Storage's status and code. */
export class StorageError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'StorageError';
  }
}

export const badRequest = (code: string, message: string) => new StorageError(400, code, message);

export const conditionNotMet = () =>
  new StorageError(412, 'ConditionNotMet', 'The condition specified using HTTP conditional header(s) is not met.');

export const notModified = () => new StorageError(304, 'ConditionNotMet', 'The blob is as the caller knows it.');

export const containerNotFound = (container: string) =>
  new StorageError(404, 'ContainerNotFound', `The specified container does not exist: ${container}.`);

export const blobNotFound = (name: string) =>
  new StorageError(404, 'BlobNotFound', `The specified blob does not exist: ${name}.`);
