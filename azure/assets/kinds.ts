import {
  type AzureMachineLearningWorkspaces,
  type DataVersionBasePropertiesUnion,
  type EnvironmentVersionProperties,
  type ModelVersionProperties,
} from '@azure/arm-machinelearning';
import { type AzureTarget } from '../target';
import { AssetVersions } from './versions';

/** The versions of each kind, with the SDK's operations for it. */
export function assetVersions(
  target: AzureTarget,
  client: AzureMachineLearningWorkspaces,
): {
  model: AssetVersions<ModelVersionProperties>;
  data: AssetVersions<DataVersionBasePropertiesUnion>;
  environment: AssetVersions<EnvironmentVersionProperties>;
} {
  return {
    model: new AssetVersions('model', target, client.modelContainers, client.modelVersions),
    data: new AssetVersions('data', target, client.dataContainers, client.dataVersions),
    environment: new AssetVersions('environment', target, client.environmentContainers, client.environmentVersions),
  };
}
