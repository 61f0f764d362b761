export { parseJson } from './parse-json';
export { Float } from './value';
