export { allowsAssignment } from './assignment-condition';
export { type GraphChange, openResourceGraph, type OpenResourceGraph, type ResourceGraphOptions } from './graph';
export {
  ArmError,
  type ArmBody,
  type ArmResource,
  type Json,
  type JsonObject,
  type Principal,
  type ResourceGraph,
} from './resource';
export { isWithin, parseResourceId, resourceGroupOf, type ResourceId, resourceKey } from './resource-id';
export { builtInRoles, roleGuid, roleName } from './roles';
export { nameRuleOf, readOnlyProperties } from './rules';
export { objectOf, objectsOf, stringOf, textOf } from './json-values';
