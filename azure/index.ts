export { type AzureTarget, apiVersion } from './target';
export { azureCredential } from './credential';
export { ClientSecrets, type ClientSecretRequest } from './directory/client-secrets';
export { type DirectoryTarget } from './directory/target';
export { AzureError } from './error';
export { ContentError } from './content/content-error';
export { hashContent, readContent, type Content, type HashedFile } from './content/content';
export { AssetRegistry, type AssetRegistryOptions, type DatasetAsset } from './assets/registry';
export { type AssetKind, type AssetProgress, type RegisteredAsset, type Registration } from './assets/asset';
export { type FlowAsset } from './assets/flow';
export { downloadFlow, type ModelVersion } from './assets/download';
export { readFlow } from './assets/flow-content';
export { promptFlowInference, type EnvironmentAsset, type InferenceConfig, type Route } from './assets/environment';
export { AppClient, type AppScoreOptions } from './apps/client';
export { type AppSlot, type FlowApp } from './apps/app';
export { EndpointClient, type ScoreOptions } from './endpoints/client';
export { type Deployment, type Endpoint, type EndpointAuthMode, type Score } from './endpoints/endpoint';
export {
  type ImageProgress,
  ImageRegistry,
  type ImageRegistryOptions,
  type ImageSource,
  type RegisteredImage,
} from './images/image-registry';
export { type ContextFile } from './images/image-context';
export { deployedImages } from './images/deployed-images';
