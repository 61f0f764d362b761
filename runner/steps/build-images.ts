import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageRegistry, type ImageSource, type RegisteredImage } from '../../azure';
import { type Environment, type Flow, needsImage, type Release } from '../../model';
import { packagedConnections, packageFlow } from '../package-flow';
import { packageFolder } from '../package-folder';
import { type PlannedImage } from '../result';

/**
 * Makes sure that the environment's registry holds the image of a flow, as `flow build` would package it. An image is
 * known by what it is built from: the flow, its connections without their secrets, this engine and the base image.
 */
export async function buildFlowImage(
  environment: Environment,
  flow: Flow,
  images: ImageRegistry,
): Promise<RegisteredImage> {
  return images.build(await imageSource(environment, flow));
}

/** The images that the flows ask for as they are now, and whether a release has them. Nothing is built or asked for. */
export async function plannedImages(
  environment: Environment,
  release: Release | undefined,
): Promise<readonly PlannedImage[]> {
  const { contextTag } = await import('../../azure/images/image-context');
  const flows = environment.flows.filter((flow) => needsImage(environment, flow));
  return Promise.all(
    flows.map(async (flow) => {
      const { repository, files } = await imageSource(environment, flow);
      const tag = contextTag(files);
      const known = release?.flows[flow.name]?.current.image;
      return { flow: flow.name, repository, tag, built: known?.repository === repository && known.tag === tag };
    }),
  );
}

async function imageSource(environment: Environment, { name, path: folder }: Flow): Promise<ImageSource> {
  const [version, connections] = await Promise.all([engineVersion(), packagedConnections(environment)]);
  const { files, image: repository } = await packageFlow({ folder, name, version, variants: {}, connections });
  return { repository, files };
}

async function engineVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  return version;
}
