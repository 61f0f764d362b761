export * from './platform-stack';
export * from './serving-stack';
export * from './synthesize-project';
