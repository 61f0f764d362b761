export { parseJson } from './json';
export { Float } from './value';
