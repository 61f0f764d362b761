import { completeIdentity } from './identity';
import { type ArmResource } from './resource';
import { readOnlyProperties } from './rules';
import { type PutRequest, type Rule } from './rules/rule';

/** The resource that an accepted PUT leads to: what was sent, without what only the service decides, and with it. */
export function assembleResource(rule: Rule, request: PutRequest): ArmResource {
  const { id, body, existing, graph } = request;
  const { location, kind, sku, tags } = body;
  const identity = body.identity === undefined ? undefined : completeIdentity(body.identity, existing?.identity, graph);
  const terraform = body.terraform ?? existing?.terraform;
  const aside = new Set([...(rule.secrets ?? []), ...readOnlyProperties(rule.type)]);
  const sent = Object.fromEntries(Object.entries(request.properties).filter(([name]) => !aside.has(name)));
  const properties = rule.properties?.({ ...request, properties: sent }) ?? sent;
  return {
    id: id.id,
    type: rule.type,
    name: existing?.name ?? id.name,
    ...(location === undefined ? {} : { location }),
    ...(kind === undefined ? {} : { kind }),
    ...(sku === undefined || Object.keys(sku).length === 0 ? {} : { sku }),
    ...(identity === undefined ? {} : { identity }),
    ...(tags === undefined ? {} : { tags }),
    properties: rule.extension === true ? properties : { ...properties, provisioningState: 'Succeeded' },
    ...(terraform === undefined ? {} : { terraform }),
  };
}
