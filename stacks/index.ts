export * from './devops-stack';
export * from './platform-stack';
export * from './policies';
export * from './serving-stack';
export * from './synthesize-devops';
export * from './synthesize-project';
