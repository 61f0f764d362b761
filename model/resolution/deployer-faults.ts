import { environmentDefaults as standard } from '../config/environment-defaults';
import { type EnvironmentFault } from './environment-fault';
import { type EnvironmentSource } from './environment-source';

/** Settings that ask more of an environment's service principal than its rights allow. */
export function deployerFaults(source: EnvironmentSource): readonly EnvironmentFault[] {
  const { servicePrincipal, operations, state, resourceGroup } = source.settings;
  if (servicePrincipal === undefined) return [];
  const faults: EnvironmentFault[] = [];
  const rights = servicePrincipal.rights ?? standard.servicePrincipal.rights;
  if (operations?.lock === true && rights !== 'owner') {
    const message = `Only an owner may write locks, but the service principal has the rights '${rights}'.`;
    const hint = 'Remove operations.lock, or write servicePrincipal: { rights: owner }.';
    faults.push(source.fault(['operations', 'lock'], 'missing-rights', message, hint));
  }
  if (state?.resourceGroup !== undefined && state.resourceGroup.toLowerCase() === resourceGroup?.toLowerCase()) {
    const message = `The state's resource group '${state.resourceGroup}' is the environment's own, which a destroy deletes.`;
    faults.push(source.fault(['state', 'resourceGroup'], 'same-group', message, 'Name another one: it is made.'));
  }
  return faults;
}
