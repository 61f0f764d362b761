import { ServicePlan } from '@cdktf/provider-azurerm/lib/service-plan';
import { Construct, type IConstruct } from 'constructs';
import { badName } from '../azure-name';
import { notWithin, refuse } from '../props';
import { type IResourceGroup } from '../resource-group';

export interface IAppServicePlan extends IConstruct {
  readonly id: string;
  /** Tier, such as `P1v3`. */
  readonly sku: string;
  /** Azure region; its apps are there too. */
  readonly location: string;
  /** Whether its apps can have deployment slots: those of Free and Basic tiers cannot. */
  readonly hasSlots: boolean;
  /** Whether its apps can be kept from going to sleep: those of the Free tier cannot. */
  readonly hasAlwaysOn: boolean;
}

export interface AppServicePlanProps {
  /** 1-60 characters. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** Tier. Splits of traffic need S1 or better. @default "P1v3" */
  readonly sku?: string;
  /** Number of instances. Valid range: 1-100. @default 1 */
  readonly workers?: number;
  /** Spread the instances over zones; needs a premium or isolated tier and 2 instances. @default false */
  readonly zoneRedundant?: boolean;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

abstract class AppServicePlanBase extends Construct implements IAppServicePlan {
  abstract readonly id: string;
  abstract readonly sku: string;
  abstract readonly location: string;

  get hasSlots(): boolean {
    return !/^[FDB]\d/.test(this.sku);
  }

  get hasAlwaysOn(): boolean {
    return !/^[FD]\d/.test(this.sku);
  }
}

/** The Linux machines that App Service apps run on. */
export class AppServicePlan extends AppServicePlanBase {
  /** A Linux plan that exists already. */
  static fromAppServicePlanId(
    scope: Construct,
    id: string,
    planId: string,
    { sku, location }: { readonly sku: string; readonly location: string },
  ): IAppServicePlan {
    return new ImportedAppServicePlan(scope, id, planId, sku, location);
  }

  readonly id: string;
  readonly name: string;
  readonly sku: string;
  readonly location: string;

  constructor(scope: Construct, id: string, props: AppServicePlanProps) {
    super(scope, id);
    const { sku = 'P1v3', workers = 1, zoneRedundant = false } = props;
    refuse(this, [
      badName('appServicePlan', props.name),
      notWithin('workers', workers, 1, 100),
      zoneRedundant &&
        (!/^[PI]\d/.test(sku) || workers < 2) &&
        `zoneRedundant needs a tier that starts with P or I and 2 workers, but the plan has sku "${sku}" and ${workers}`,
    ]);
    const plan = new ServicePlan(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      osType: 'Linux',
      skuName: sku,
      workerCount: workers,
      zoneBalancingEnabled: zoneRedundant,
      ...(props.tags && { tags: props.tags }),
    });
    this.id = plan.id;
    this.name = props.name;
    this.sku = sku;
    this.location = props.resourceGroup.location;
  }
}

class ImportedAppServicePlan extends AppServicePlanBase {
  constructor(
    scope: Construct,
    id: string,
    readonly planId: string,
    readonly sku: string,
    readonly location: string,
  ) {
    super(scope, id);
  }

  get id(): string {
    return this.planId;
  }
}
