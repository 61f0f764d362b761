import { type Principal } from './arm/resource';

/** The service principal that Terraform, the SDK clients and the CLI act as in every sandbox. */
export const deployer: Principal & { readonly clientId: string } = {
  objectId: '5ac5a0b0-0000-4000-8000-00000000d001',
  clientId: '5ac5a0b0-0000-4000-8000-00000000d002',
  name: 'sandbox-deployer',
};
