export { parseJson } from './parse-json';
export { toPlain } from './plain';
export { Float } from './value';
