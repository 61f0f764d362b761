export * from './data-resource';
export * from './provider';
export * from './request';
export * from './resource';
export * from './resource-action';
export * from './update-resource';
