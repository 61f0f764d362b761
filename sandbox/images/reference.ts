/** A container image by its address: `<registry>.azurecr.io/<repository>:<tag>`. */
export interface ImageReference {
  /** Name of the registry resource. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
}

const repositoryPattern = /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;

/** Takes the address of an image in an Azure registry apart; undefined for an image that lies elsewhere. */
export function parseImage(address: string): ImageReference | undefined {
  const [, registry = '', name = ''] = /^([a-z0-9]+)\.azurecr\.io\/(.+)$/i.exec(address) ?? [];
  return registry === '' ? undefined : imageOf(registry, name);
}

/** An image of a registry by `<repository>:<tag>`; undefined where Docker would not take that name. */
export function imageOf(registry: string, name: string): ImageReference | undefined {
  const [repository = '', tag = 'latest', ...others] = name.split(':');
  if (others.length > 0 || !repositoryPattern.test(repository) || !tagPattern.test(tag)) return undefined;
  return { registry: registry.toLowerCase(), repository, tag };
}
