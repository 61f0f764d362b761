import { type Environment } from '../../model/environment';
import { type ServicePrincipal } from '../../model/extent';
import { exampleEnvironment } from './example-environment';

export const federation = [
  {
    name: 'github',
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:contoso/flows:environment:dev',
  },
];

/** Environment `dev` whose pipelines act as a service principal, its state in a storage account. */
export function environmentWithDeployer(
  changes: Partial<Environment> = {},
  servicePrincipal: Partial<ServicePrincipal> = {},
): Environment {
  return exampleEnvironment({
    servicePrincipal: { displayName: 'sp-contoso-dev', rights: 'least-privilege', federation, ...servicePrincipal },
    state: { resourceGroup: 'rg-contoso-state', storageAccount: 'stcontosostate', container: 'tfstate' },
    ...changes,
  });
}

/** Environment `prod` beside it: another subscription, the same names of state storage. */
export function secondEnvironmentWithDeployer(): Environment {
  return environmentWithDeployer(
    {
      name: 'prod',
      subscription: '00000000-0000-0000-0000-000000000002',
      state: { resourceGroup: 'rg-contoso-state', storageAccount: 'stcontosostateprod', container: 'tfstate' },
    },
    { displayName: 'sp-contoso-prod', rights: 'contributor' },
  );
}
