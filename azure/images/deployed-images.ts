import { type AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { attempt, onWorkspace, statusOf } from '../error';
import { resourceManager } from '../resource-manager';
import { type AzureTarget } from '../target';

/** The images that the deployments of an online endpoint run in, by deployment. */
export async function deployedImages(target: AzureTarget, endpoint: string): Promise<Readonly<Record<string, string>>> {
  const { resourceGroup, workspace } = target;
  const client = await resourceManager(target);
  return attempt(onWorkspace(target, `read the images of endpoint ${endpoint}`), async () => {
    const images: [string, string][] = [];
    for await (const { name, properties } of client.onlineDeployments.list(resourceGroup, workspace, endpoint)) {
      const image = await imageOf(client, target, properties.environmentId);
      if (name !== undefined && image !== undefined) images.push([name, image]);
    }
    return Object.fromEntries(images.sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** Undefined for an environment of another workspace, one that is gone, and one without an image. */
async function imageOf(
  client: AzureMachineLearningWorkspaces,
  { resourceGroup, workspace }: AzureTarget,
  environmentId: string | undefined,
): Promise<string | undefined> {
  const pattern = /\/workspaces\/([^/]+)\/environments\/([^/]+)\/versions\/([^/]+)$/i;
  const [, owner, name, version] = pattern.exec(environmentId ?? '') ?? [];
  if (owner !== workspace || name === undefined || version === undefined) return undefined;
  try {
    return (await client.environmentVersions.get(resourceGroup, workspace, name, version)).properties.image;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
