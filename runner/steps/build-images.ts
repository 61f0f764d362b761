import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageRegistry, type RegisteredImage } from '../../azure';
import { type Environment, type Flow } from '../../model';
import { packagedConnections, packageFlow } from '../package-flow';
import { packageFolder } from '../package-folder';

/**
 * Makes sure that the environment's registry holds the image of a flow, as `flow build` would package it. An image is
 * known by what it is built from: the flow, its connections without their secrets, this engine and the base image.
 */
export async function buildFlowImage(
  environment: Environment,
  { name, path: folder }: Flow,
  images: ImageRegistry,
): Promise<RegisteredImage> {
  const [version, connections] = await Promise.all([engineVersion(), packagedConnections(environment)]);
  const { files, image: repository } = await packageFlow({ folder, name, version, variants: {}, connections });
  return images.build({ repository, files });
}

async function engineVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  return version;
}
