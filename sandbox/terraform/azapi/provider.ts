import { type OpenResourceGraph, type Principal } from '../../arm';
import { type CreationSession } from '../creation-journal';
import { text } from '../behaviour/ids';
import { type Provider, type ResourceType } from '../provider';
import { type Values, valuesOf } from '../protocol/values';
import { type AzapiContext } from './context';
import { azapiDataSources } from './data-sources';
import { AzapiResource } from './resource';
import { AzapiResourceAction } from './resource-action';
import { providerSchema } from './schemas';
import { AzapiUpdateResource } from './update-resource';

export interface AzapiOptions {
  readonly graph: OpenResourceGraph;
  readonly principal: Principal;
  readonly journal: CreationSession;
  readonly subscription: string;
  readonly tenant: string;
}

/** Azure/azapi, emulated: any ARM type of the resource graph. */
export function azapiProvider(options: AzapiOptions): Provider {
  const context: AzapiContext = { ...options, defaults: {} };
  return {
    schema: providerSchema,
    configure(config) {
      context.subscription = text(config.subscription_id) || context.subscription;
      context.tenant = text(config.tenant_id) || context.tenant;
      context.defaults = defaultsOf(config);
    },
    close: () => {
      options.journal.end();
    },
    resources: new Map<string, ResourceType>([
      ['azapi_resource', new AzapiResource(context)],
      ['azapi_update_resource', new AzapiUpdateResource(context)],
      ['azapi_resource_action', new AzapiResourceAction(context)],
    ]),
    dataSources: azapiDataSources(context),
  };
}

function defaultsOf(config: Values): AzapiContext['defaults'] {
  const name = text(config.default_name);
  const location = text(config.default_location);
  const tags = valuesOf(config.default_tags);
  return {
    ...(name === '' ? {} : { name }),
    ...(location === '' ? {} : { location }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}
