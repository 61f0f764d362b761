import { type IContainerRegistry } from '../container-registry';
import { type IEndpointIdentity } from '../endpoint-identity';
import { type IAppServicePlan } from './plan';
import { type IVaultSecret } from './vault-secret';

/** One version of a flow, as an app runs it. */
export interface FlowAppVersion {
  /** By which traffic is split, such as `v007`. */
  readonly name: string;
  /** In the app's registry. */
  readonly image: { readonly repository: string; readonly tag: string };
}

/** Who may call an app: callers with a token of this tenant for this application. */
export interface FlowAppAuthentication {
  readonly clientId: string;
  readonly tenantId: string;
}

/** What production and slot have in common. */
export interface SiteProps {
  readonly plan: IAppServicePlan;
  /** What the flow runs as; it also pulls the image and reads the secrets. */
  readonly identity: IEndpointIdentity;
  /** Where the images are. */
  readonly containerRegistry: IContainerRegistry;
  /** Variables of the flow's code, readable in Azure: no secrets. @default - none */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** Secrets by the environment variable in which the flow's container takes them. @default - none */
  readonly secrets?: Readonly<Record<string, IVaultSecret>>;
  /** Who may call. @default - anyone who reaches the app */
  readonly auth?: FlowAppAuthentication;
  /** @default true */
  readonly publicNetworkAccess?: boolean;
  /** Id of a subnet, delegated to `Microsoft.Web/serverFarms`, by which the app reaches what is private. @default - none */
  readonly subnetId?: string;
}

/** App setting that says which version a site runs. It moves with the version in a swap, where a tag would stay. */
export const versionSetting = 'FLOW_DEPLOYMENT';

/** App settings that only the construct may set. */
export function ownSettings(identity: IEndpointIdentity, version: FlowAppVersion): Record<string, string> {
  return {
    // The port on which the container listens: App Service assumes 80.
    WEBSITES_PORT: '8080',
    WEBSITES_ENABLE_APP_SERVICE_STORAGE: 'false',
    // Connections without a key ask for tokens of this identity.
    AZURE_CLIENT_ID: identity.clientId,
    [versionSetting]: version.name,
  };
}

/** Arguments that `azurerm_linux_web_app` and its slot share; all that differs between versions is image and name. */
export function siteSettings(props: SiteProps, version: FlowAppVersion, enabled: boolean) {
  const { identity, plan, containerRegistry, secrets = {}, publicNetworkAccess = true } = props;
  const references = Object.entries(secrets).map(([setting, secret]) => [
    setting,
    `@Microsoft.KeyVault(SecretUri=${secret.versionlessId})`,
  ]);
  return {
    enabled,
    httpsOnly: true,
    clientAffinityEnabled: false,
    ftpPublishBasicAuthenticationEnabled: false,
    webdeployPublishBasicAuthenticationEnabled: false,
    publicNetworkAccessEnabled: publicNetworkAccess,
    ...(props.subnetId !== undefined && { virtualNetworkSubnetId: props.subnetId, vnetImagePullEnabled: true }),
    identity: { type: 'UserAssigned', identityIds: [identity.id] },
    // Without it references are resolved by a system-assigned identity, which the app does not have.
    keyVaultReferenceIdentityId: identity.id,
    appSettings: {
      ...props.environmentVariables,
      ...(Object.fromEntries(references) as Record<string, string>),
      ...ownSettings(identity, version),
    },
    siteConfig: {
      alwaysOn: plan.hasAlwaysOn,
      http2Enabled: true,
      ftpsState: 'Disabled',
      minimumTlsVersion: '1.2',
      scmMinimumTlsVersion: '1.2',
      healthCheckPath: '/health',
      healthCheckEvictionTimeInMin: 5,
      containerRegistryUseManagedIdentity: true,
      containerRegistryManagedIdentityClientId: identity.clientId,
      ...(props.subnetId !== undefined && { vnetRouteAllEnabled: true }),
      applicationStack: {
        dockerImageName: `${version.image.repository}:${version.image.tag}`,
        dockerRegistryUrl: `https://${containerRegistry.loginServer}`,
      },
    },
    logs: {
      detailedErrorMessages: true,
      failedRequestTracing: true,
      httpLogs: { fileSystem: { retentionInDays: 7, retentionInMb: 35 } },
    },
    ...(props.auth && { authSettingsV2: authentication(props.auth) }),
  };
}

function authentication({ clientId, tenantId }: FlowAppAuthentication) {
  return {
    authEnabled: true,
    requireAuthentication: true,
    unauthenticatedAction: 'Return401',
    defaultProvider: 'azureactivedirectory',
    // The platform's health check sends no token.
    excludedPaths: ['/health'],
    activeDirectoryV2: {
      clientId,
      tenantAuthEndpoint: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      allowedAudiences: [clientId, `api://${clientId}`],
    },
    login: { tokenStoreEnabled: false },
  };
}
