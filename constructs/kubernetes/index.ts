export * from './cluster';
export * from './compute';
export * from './machine-learning-extension';
export * from './namespace';
export * from './online-deployment';
export * from './online-endpoint';
export { type ContainerResources, type InstanceType, type ResourceBounds } from './resources';
