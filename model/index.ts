export type * from './environment';
export type * from './problem';
export { loadProject, type LoadedProject } from './load-project';
export * from './release';
export * from './traffic';
