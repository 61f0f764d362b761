import { Application } from '@cdktf/provider-azuread/lib/application';
import { ApplicationFederatedIdentityCredential } from '@cdktf/provider-azuread/lib/application-federated-identity-credential';
import { ServicePrincipal as AzureadServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal';
import { Token } from 'cdktf';
import { type Construct } from 'constructs';
import { type IPrincipal, PrincipalBase } from '../principal';
import { refuse } from '../props';

/** Who may sign in as the application: tokens of one issuer that are about one subject. */
export interface FederatedCredentialProps {
  /** Unique in the application; a change replaces the credential. 3-120 letters, digits, - and _. */
  readonly name: string;
  /** URL, such as `https://token.actions.githubusercontent.com`. Copy it from the Azure DevOps service connection. */
  readonly issuer: string;
  /** Compared letter by letter. */
  readonly subject: string;
  /** @default - none */
  readonly description?: string;
}

export interface IServicePrincipal extends IPrincipal {
  /** By which programs sign in. */
  readonly clientId: string;
}

export interface ServicePrincipalAttributes {
  /** Object id of the service principal, not of its application. */
  readonly objectId: string;
  readonly clientId: string;
}

export interface ServicePrincipalProps {
  readonly displayName: string;
  /** Whose tokens count as the service principal. @default - nobody's yet */
  readonly federation?: readonly FederatedCredentialProps[];
  /** Object ids of those who may change the application. @default - whoever makes it */
  readonly owners?: readonly string[];
}

abstract class ServicePrincipalBase extends PrincipalBase implements IServicePrincipal {
  abstract readonly clientId: string;
  readonly principalType = 'ServicePrincipal';
}

/** Azure allows this many for an application. */
const mostCredentials = 20;

/**
 * An Entra application with its service principal: whom a pipeline acts as. It signs in by federation and has no
 * secret; a secret made by Terraform would stand in its state.
 */
export class ServicePrincipal extends ServicePrincipalBase {
  /** A service principal that exists already. */
  static fromServicePrincipalAttributes(
    scope: Construct,
    id: string,
    attributes: ServicePrincipalAttributes,
  ): IServicePrincipal {
    return new ImportedServicePrincipal(scope, id, attributes);
  }

  readonly principalId: string;
  readonly clientId: string;
  /** Object id of the application, which is another than that of the service principal. */
  readonly applicationObjectId: string;
  readonly isNewServicePrincipal = true;
  readonly #applicationId: string;
  readonly #credentials: FederatedCredentialProps[] = [];

  constructor(scope: Construct, id: string, props: ServicePrincipalProps) {
    super(scope, id);
    const { displayName, owners, federation = [] } = props;
    const length = Token.isUnresolved(displayName) ? 1 : displayName.length;
    refuse(this, [
      (length < 1 || length > 120) && `displayName has ${length} characters, but must have 1 to 120`,
      ...federation.flatMap((credential, index) => faultsOf(credential, federation.slice(0, index))),
    ]);
    const owned = owners !== undefined && { owners: [...owners] };
    const application = new Application(this, 'Resource', {
      displayName,
      signInAudience: 'AzureADMyOrg',
      // Names of applications are not unique: a second run without its state would make a second one unnoticed.
      preventDuplicateNames: true,
      ...owned,
    });
    const principal = new AzureadServicePrincipal(this, 'principal', { clientId: application.clientId, ...owned });
    this.#applicationId = application.id;
    this.applicationObjectId = application.objectId;
    this.clientId = application.clientId;
    this.principalId = principal.objectId;
    for (const credential of federation) this.addFederatedCredential(credential);
  }

  /** Lets the tokens of one more issuer and subject in. */
  addFederatedCredential(credential: FederatedCredentialProps): void {
    refuse(this, faultsOf(credential, this.#credentials));
    this.#credentials.push(credential);
    new ApplicationFederatedIdentityCredential(this, `federation-${credential.name}`, {
      applicationId: this.#applicationId,
      displayName: credential.name,
      issuer: credential.issuer,
      subject: credential.subject,
      audiences: ['api://AzureADTokenExchange'],
      ...(credential.description !== undefined && { description: credential.description }),
    });
  }
}

function faultsOf(
  { name, issuer, subject }: FederatedCredentialProps,
  others: readonly FederatedCredentialProps[],
): (string | false)[] {
  const known = (value: string) => !Token.isUnresolved(value);
  return [
    known(name) &&
      !/^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$/.test(name) &&
      `federation name "${name}" must have 3 to 120 letters, digits, - and _, and start with a letter or digit`,
    known(issuer) && !/^https:\/\/\S+$/.test(issuer) && `issuer "${issuer}" of federation ${name} must be an https URL`,
    known(subject) && subject.trim() === '' && `subject of federation ${name} is empty`,
    others.some((other) => other.name === name) && `federation name "${name}" is used twice`,
    others.some((other) => other.issuer === issuer && other.subject === subject) &&
      `federation ${name} has the issuer and subject of another one`,
    others.length >= mostCredentials && `federation ${name} is one too many: an application has at most 20`,
  ];
}

class ImportedServicePrincipal extends ServicePrincipalBase {
  readonly principalId: string;
  readonly clientId: string;
  readonly isNewServicePrincipal = false;

  constructor(scope: Construct, id: string, { objectId, clientId }: ServicePrincipalAttributes) {
    super(scope, id);
    this.principalId = objectId;
    this.clientId = clientId;
  }
}
