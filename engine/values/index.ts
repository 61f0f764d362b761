export { parseJson } from './parse-json';
export { toPlain } from './plain';
export { exactJson } from './strict-json';
export { Float, type Value } from './value';
