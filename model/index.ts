export type * from './environment';
export type * from './extent';
export type * from './target';
export type * from './problem';
export { loadProject, type LoadedProject } from './load-project';
export * from './release';
export * from './traffic';
export * from './connection-variables';
export * from './state-location';
