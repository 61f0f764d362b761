import { appService } from './app-service';
import { assets } from './assets';
import { computes } from './computes';
import { connections } from './connections';
import { directoryObjects } from './directory-objects';
import { foundations } from './foundations';
import { kubernetesClusters } from './kubernetes-clusters';
import { kubernetesExtensions } from './kubernetes-extensions';
import { outboundRules } from './network/managed-network';
import { privateLinks } from './network/private-links';
import { virtualNetworking } from './network/virtual-networks';
import { onlineDeployments } from './online-deployments';
import { onlineEndpoints } from './online-endpoints';
import { operations } from './operations';
import { roleAssignments } from './role-assignments';
import { type NameRule, type Rule } from './rule';
import { datastores, workspaces } from './workspaces';

const rules = new Map(
  [
    ...foundations,
    ...directoryObjects,
    ...appService,
    workspaces,
    datastores,
    ...assets,
    ...operations,
    connections,
    ...kubernetesClusters,
    kubernetesExtensions,
    computes,
    ...virtualNetworking,
    ...privateLinks,
    outboundRules,
    onlineEndpoints,
    onlineDeployments,
    roleAssignments,
  ].map((rule) => [rule.type.toLowerCase(), rule]),
);

/** The rule of a type; for a type that the sandbox knows nothing about, one that demands nothing. */
export function ruleOf(type: string): Rule {
  return rules.get(type.toLowerCase()) ?? { type };
}

/** What a name of the type must look like; undefined where any name goes. */
export function nameRuleOf(type: string): NameRule | undefined {
  return ruleOf(type).name;
}

/** Keys of `properties` that the service decides and a caller cannot set. */
export function readOnlyProperties(type: string): readonly string[] {
  return ['provisioningState', ...(ruleOf(type).readOnly ?? [])];
}
