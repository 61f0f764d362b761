export type * from './environment';
export type * from './problem';
export * from './release';
export * from './traffic';
