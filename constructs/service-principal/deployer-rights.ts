import { RoleAssignment, type RoleAssignmentConfig } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Fn, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { type IPrincipal } from '../principal';
import { refuse } from '../props';
import { Role } from '../role';
import { assignmentCondition, conditionVersion } from './assignment-condition';

/**
 * `least-privilege`: Contributor, and the right to assign the given roles to service principals. `contributor`: no
 * right to assign roles. `owner`: everything, the right to make owners included.
 */
export type DeployerRightsLevel = 'least-privilege' | 'contributor' | 'owner';

export interface DeployerRightsProps {
  readonly principal: IPrincipal;
  /** ARM id of the subscription or resource group. */
  readonly scopeId: string;
  /** @default "least-privilege" */
  readonly rights?: DeployerRightsLevel;
  /** Roles that it may assign, with least privilege. @default - `delegatedRoles` */
  readonly roles?: readonly Role[];
}

/** Roles that no construct needs a deployer to assign by itself: who holds one can change keys and certificates. */
const withheldRoles: ReadonlySet<Role> = new Set([Role.keyVaultCryptoOfficer, Role.keyVaultCertificatesOfficer]);

/** The roles that the constructs assign. */
export const delegatedRoles: readonly Role[] = Object.values(Role).filter((role) => !withheldRoles.has(role));

/** What a principal needs to deploy into a subscription or resource group. */
export class DeployerRights extends Construct {
  /** Depend on them to wait until the principal may deploy. */
  readonly assignments: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: DeployerRightsProps) {
    super(scope, id);
    const { principal, scopeId, rights = 'least-privilege', roles = delegatedRoles } = props;
    refuse(this, [roles.length === 0 && 'roles is empty: name those to assign, or give rights "contributor"']);
    const assign = (name: string, config: Pick<RoleAssignmentConfig, 'condition' | 'conditionVersion'> = {}) =>
      new RoleAssignment(this, name.replaceAll(' ', ''), {
        name: Fn.uuidv5('url', `${scopeId}/${name}/${principal.principalId}`),
        scope: scopeId,
        roleDefinitionName: name,
        principalId: principal.principalId,
        principalType: 'ServicePrincipal',
        ...(principal.isNewServicePrincipal && { skipServicePrincipalAadCheck: true }),
        ...config,
      });
    this.assignments =
      rights === 'owner'
        ? [assign('Owner')]
        : [
            assign('Contributor'),
            ...(rights === 'contributor'
              ? []
              : [
                  assign('Role Based Access Control Administrator', {
                    condition: assignmentCondition(roles),
                    conditionVersion,
                  }),
                ]),
          ];
    for (const assignment of this.assignments) principal.addGrant(assignment);
  }
}
