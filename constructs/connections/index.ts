export * from './azure-open-ai';
export * from './cognitive-search';
export * from './connection';
export * from './custom';
export * from './open-ai';
export * from './secret';
export * from './serp';
