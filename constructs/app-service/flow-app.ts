import { LinuxWebApp } from '@cdktf/provider-azurerm/lib/linux-web-app';
import { LinuxWebAppSlot } from '@cdktf/provider-azurerm/lib/linux-web-app-slot';
import { type ITerraformDependable, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { AzapiUpdateResource } from '../azapi';
import { badName } from '../azure-name';
import { DiagnosticSetting } from '../diagnostic-setting';
import { type ILogAnalytics } from '../log-analytics';
import { refuse } from '../props';
import { type IResourceGroup } from '../resource-group';
import { TrafficSplit } from '../traffic-split';
import { type FlowAppVersion, ownSettings, type SiteProps, siteSettings } from './site-settings';

export interface IFlowApp extends IConstruct {
  readonly id: string;
  readonly name: string;
}

export interface FlowAppProps extends SiteProps {
  /** 2-60 characters, unique in all of Azure. A change makes a new app before the old one ends. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** The version that answers at the app's own address. */
  readonly production: FlowAppVersion;
  /** A second version, in a deployment slot; the plan must have slots. @default - none */
  readonly slot?: FlowAppVersion;
  /** Shares by the names of the versions. @default - all to production */
  readonly traffic?: TrafficSplit;
  /** Where logs of requests, containers and platform go. @default - nowhere */
  readonly logAnalytics?: ILogAnalytics;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** Name of the slot: which version it holds changes with every promotion. */
export const flowAppSlot = 'second';

const logCategories = ['AppServiceHTTPLogs', 'AppServiceConsoleLogs', 'AppServicePlatformLogs'];

/**
 * A Linux web app that serves a flow from its container image, with a second version in a slot and the traffic between
 * the two.
 *
 * Put it in another stack than its plan: the slot is made before its predecessor ends, and Terraform carries that over
 * to everything that the slot depends on in its stack. Shares are of clients, not of requests: App Service keeps a
 * client at the version of its first request by the cookie `x-ms-routing-name`.
 */
export class FlowApp extends Construct implements IFlowApp {
  /** An app that exists already, whose versions and traffic are managed elsewhere. */
  static fromFlowAppId(scope: Construct, id: string, appId: string): IFlowApp {
    return Object.assign(new Construct(scope, id), { id: appId, name: appId.split('/').at(-1) ?? '' });
  }

  readonly id: string;
  readonly name: string;
  /** Where requests are sent. */
  readonly scoringUri: string;
  /** Depend on it to wait until traffic flows as the split says. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: FlowAppProps) {
    super(scope, id);
    const { production, slot, plan, traffic = TrafficSplit.all(production.name) } = props;
    refuse(this, problemsOf(props, traffic));
    const isOn = Object.values(traffic.shares).some((share) => share > 0);
    const app = new LinuxWebApp(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: plan.location,
      servicePlanId: plan.id,
      ...siteSettings(props, production, isOn),
      tags: props.tags ?? {},
      dependsOn: grantsOf(this, props),
    });
    this.id = app.id;
    this.name = props.name;
    this.scoringUri = `https://${app.defaultHostname}/score`;
    const second = slot && this.#addSlot(app, slot, props, isOn);
    this.ready = plan.hasSlots ? this.#routing(app, second, slot && (traffic.shares[slot.name] ?? 0)) : app;
    if (props.logAnalytics) {
      for (const [child, site] of Object.entries({ diagnostics: app, 'slot-diagnostics': second })) {
        if (!site) continue;
        const { logAnalytics } = props;
        new DiagnosticSetting(this, child, { targetId: site.id, logAnalytics, categories: logCategories });
      }
    }
  }

  #addSlot(app: LinuxWebApp, version: FlowAppVersion, props: FlowAppProps, enabled: boolean): LinuxWebAppSlot {
    return new LinuxWebAppSlot(this, 'slot', {
      name: flowAppSlot,
      appServiceId: app.id,
      ...siteSettings(props, version, enabled),
      tags: props.tags ?? {},
      dependsOn: grantsOf(this, props),
      // Its traffic must have left before it ends.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  /**
   * azurerm has no argument for routing rules, and an update of the app may take them away: they come again after each.
   * Without a slot the list is empty, for rules outlive the slot that they name.
   */
  #routing(app: LinuxWebApp, slot: LinuxWebAppSlot | undefined, share = 0): AzapiUpdateResource {
    const rules = slot ? [{ name: flowAppSlot, actionHostName: slot.defaultHostname, reroutePercentage: share }] : [];
    return new AzapiUpdateResource(this, 'routing', {
      type: 'Microsoft.Web/sites/config@2024-11-01',
      resourceId: `${app.id}/config/web`,
      body: { properties: { experiments: { rampUpRules: rules } } },
      responseExportValues: [],
      // Terraform wants an address here, where cdktf would write an expression for the construct.
      lifecycle: { replaceTriggeredBy: [`${app.terraformResourceType}.${app.friendlyUniqueId}`] },
    });
  }
}

/** Grants of another stack are made by applying that stack first. */
function grantsOf(app: Construct, { identity }: FlowAppProps): ITerraformDependable[] {
  return TerraformStack.of(identity) === TerraformStack.of(app) ? [...identity.grants] : [];
}

function problemsOf(props: FlowAppProps, traffic: TrafficSplit): (string | false)[] {
  const { production, slot, plan, identity, environmentVariables = {}, secrets = {} } = props;
  const versions = [production.name, ...(slot ? [slot.name] : [])];
  const own = new Set([...Object.keys(ownSettings(identity, production)), ...Object.keys(secrets)]);
  const taken = Object.keys(environmentVariables).filter((variable) => own.has(variable));
  return [
    badName('webApp', props.name),
    slot !== undefined && !plan.hasSlots && `a slot needs a plan with slots, but one of tier ${plan.sku} has none`,
    slot?.name === production.name && `production and slot are both named "${production.name}"`,
    ...traffic.deployments
      .filter((name) => !versions.includes(name))
      .map((name) => `traffic names version "${name}", but the app has ${versions.join(', ')}`),
    traffic.mirror !== undefined && 'App Service mirrors no traffic',
    taken.length > 0 && `environmentVariables may not set ${taken.join(', ')}: the app sets it for serving`,
  ];
}
