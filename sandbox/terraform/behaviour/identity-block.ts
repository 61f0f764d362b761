import { type JsonObject } from '../../arm';
import { type Value, type Values } from '../protocol/values';
import { itemsOf } from '../schema/validation';
import { text } from './ids';

/** Terraform's `identity` block as ARM's `identity`. */
export function identityBody(block: Value | undefined): JsonObject {
  const [identity] = itemsOf(block);
  if (identity === undefined) return { type: 'None' };
  const ids = Array.isArray(identity.identity_ids) ? identity.identity_ids.map(text) : [];
  return {
    type: text(identity.type).replaceAll(' ', ''),
    ...(ids.length === 0 ? {} : { userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) }),
  };
}

/** ARM's `identity` as Terraform's block: empty where there is none. */
export function identityBlock(identity: JsonObject | undefined): Values[] {
  if (identity === undefined || identity.type === 'None' || typeof identity.type !== 'string') return [];
  const assigned = identity.userAssignedIdentities;
  const ids = assigned !== null && typeof assigned === 'object' ? Object.keys(assigned) : [];
  return [
    {
      type: identity.type.replace(/,\s*/, ', '),
      identity_ids: ids.length === 0 ? null : ids,
      principal_id: typeof identity.principalId === 'string' ? identity.principalId : '',
      tenant_id: typeof identity.tenantId === 'string' ? identity.tenantId : '',
    },
  ];
}
