import { randomUUID } from 'node:crypto';
import { objectOf, stringOf, textOf } from '../json-values';
import { ArmError, type ArmResource, type Json, type JsonObject } from '../resource';
import { badRequest, conflict } from './refusals';
import { type ActionRequest, type GraphView, type PutRequest, type Rule } from './rule';

const planType = 'Microsoft.Web/serverFarms';
const siteType = 'Microsoft.Web/sites';
const slotType = `${siteType}/slots`;

/** Slots by the letter that a tier's name begins with; Free, Shared and Basic have none. */
const slotLimits: Readonly<Record<string, number>> = { S: 5, P: 20, I: 20 };

/** Key of `properties` that tells one PUT of a site from the next. */
const generation = 'generation';

/** What stays where it is in a swap: it belongs to the site and not to what runs there. */
const fixedSiteConfig = ['alwaysOn'];

const siteName = {
  pattern: /^[a-zA-Z0-9][a-zA-Z0-9-]{0,58}[a-zA-Z0-9]$/,
  says: '2 to 60 letters, digits and dashes, with a letter or digit at both ends',
};

const readOnly = ['defaultHostName', 'hostNames', 'state', generation];

/** App Service: plans, Linux apps, their slots, and the configuration that azurerm has no arguments for. */
export const appService: readonly Rule[] = [
  {
    type: planType,
    name: { pattern: /^[\w-]{1,60}$/, says: '1 to 60 letters, digits, dashes and underscores' },
    checkDelete(plan, graph) {
      const apps = graph.list(siteType).filter((site) => sameId(site.properties.serverFarmId, plan.id));
      if (apps.length === 0) return;
      const names = apps.map(({ name }) => name).join(', ');
      throw conflict(
        'Conflict',
        `Server farm '${plan.name}' cannot be deleted because it has web app(s) ${names} assigned to it.`,
      );
    },
  },
  {
    type: siteType,
    name: siteName,
    unique: {
      within: 'azure',
      code: 'Conflict',
      message: (name) => `Website with given name ${name} already exists.`,
    },
    readOnly,
    check: (request) => checkPlan(request, planOf(request.properties, request.graph)),
    properties: ({ id, properties }) => site(properties, `${id.name.toLowerCase()}.azurewebsites.net`),
    actions: { slotsswap: swap },
  },
  {
    type: slotType,
    name: siteName,
    readOnly: [...readOnly, 'serverFarmId'],
    check(request) {
      const { id, existing, graph } = request;
      const plan = planOf(graph.get(id.parent)?.properties ?? {}, graph);
      checkPlan(request, plan);
      const limit = slotLimits[textOf(plan?.sku?.name).charAt(0)] ?? 0;
      if (existing !== undefined || plan === undefined || graph.list(slotType, id.parent).length < limit) return;
      throw conflict(
        'Conflict',
        `Cannot complete the operation because the site will exceed the number of slots allowed for the '${textOf(plan.sku?.name)}' SKU: ${limit}.`,
      );
    },
    properties: ({ id, properties, graph }) => {
      const app = graph.get(id.parent);
      const host = slotHost(app?.name ?? '', id.name);
      return { ...site(properties, host), serverFarmId: app?.properties.serverFarmId ?? null };
    },
  },
  configurationOf(`${siteType}/config`),
  configurationOf(`${slotType}/config`),
];

function site(properties: JsonObject, host: string): JsonObject {
  const state = properties.enabled === false ? 'Stopped' : 'Running';
  return { ...properties, defaultHostName: host, hostNames: [host], state, [generation]: randomUUID() };
}

/** Azure cuts both names where the host would not fit into one label of DNS. */
function slotHost(app: string, slot: string): string {
  const whole = `${app}-${slot}`;
  return `${(whole.length > 59 ? `${app.slice(0, 40)}-${slot.slice(0, 19)}` : whole).toLowerCase()}.azurewebsites.net`;
}

function planOf(properties: JsonObject, graph: GraphView): ArmResource | undefined {
  const id = stringOf(properties.serverFarmId);
  if (id === undefined) return undefined;
  const plan = graph.get(id);
  if (plan === undefined) throw new ArmError(404, 'NotFound', `Cannot find ServerFarm with id ${id}.`);
  return plan;
}

function checkPlan({ id, body, properties }: PutRequest, plan: ArmResource | undefined): void {
  if (plan === undefined) throw badRequest('BadRequest', `Site '${id.name}' names no App Service plan (serverFarmId).`);
  if (body.location !== undefined && plan.location !== undefined && body.location !== plan.location) {
    throw badRequest(
      'BadRequest',
      `Site '${id.name}' is to be in '${body.location}', but its plan '${plan.name}' is in '${plan.location}'.`,
    );
  }
  const sku = textOf(plan.sku?.name);
  if (objectOf(properties.siteConfig).alwaysOn === true && /^[FD]\d/.test(sku)) {
    throw conflict(
      'Conflict',
      'There was a conflict. AlwaysOn cannot be set for this site as the plan does not allow it. ' +
        `Plan '${plan.name}' has tier ${sku}: it needs Basic or better.`,
    );
  }
}

/**
 * `config/web` and `config/appsettings` of a site. They are there as long as the site is. Routing rules belong to the
 * site as it was last PUT: the next PUT, which does not know them, takes them away.
 */
function configurationOf(type: string): Rule {
  return {
    type,
    implied: true,
    readOnly: [generation],
    check({ id, properties }) {
      if (id.name.toLowerCase() !== 'web') {
        throw badRequest(
          'UnsupportedConfiguration',
          `The sandbox changes the configuration 'web' only, not '${id.name}'.`,
        );
      }
      checkRules(rulesOf(properties));
    },
    properties: ({ id, properties, graph }) => ({
      experiments: { rampUpRules: rulesOf(properties) },
      [generation]: graph.get(id.parent)?.properties[generation] ?? null,
    }),
    view(configuration, graph) {
      if (configuration.name.toLowerCase() !== 'web') return {};
      const owner = graph.get(siteOf(configuration.id));
      const isCurrent = configuration.properties[generation] === owner?.properties[generation];
      return {
        ...objectOf(owner?.properties.siteConfig),
        experiments: { rampUpRules: isCurrent ? rulesOf(configuration.properties) : [] },
      };
    },
    actions: {
      list({ resource, graph }) {
        if (resource.name.toLowerCase() !== 'appsettings') {
          throw badRequest('UnsupportedAction', `The sandbox lists 'appsettings' only, not '${resource.name}'.`);
        }
        const { id, name } = resource;
        return { id, name, type, properties: objectOf(graph.get(siteOf(id))?.properties.appSettings) };
      },
    },
  };
}

function siteOf(configurationId: string): string {
  return configurationId.split('/').slice(0, -2).join('/');
}

function rulesOf(properties: JsonObject): readonly JsonObject[] {
  const rules = objectOf(properties.experiments).rampUpRules;
  return Array.isArray(rules) ? (rules as readonly Json[]).map(objectOf) : [];
}

function checkRules(rules: readonly JsonObject[]): void {
  const shares = rules.map(({ reroutePercentage }) => Number(reroutePercentage ?? 0));
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (shares.some((share) => !(share >= 0 && share <= 100)) || total > 100) {
    throw badRequest(
      'BadRequest',
      `reroutePercentage must be from 0 to 100, and 100 at most in total: it is ${shares.join(', ')}.`,
    );
  }
  if (rules.some(({ name, actionHostName }) => textOf(name) === '' || textOf(actionHostName) === '')) {
    throw badRequest('BadRequest', 'Each of rampUpRules needs a name and an actionHostName.');
  }
}

/** Exchanges what runs in production and in a slot: image, configuration and app settings, but no sticky settings. */
function swap({ resource: production, body, graph, change }: ActionRequest): Json {
  const name = textOf(body.targetSlot);
  const slot = graph.get(`${production.id}/slots/${name}`);
  if (slot === undefined) {
    throw new ArmError(404, 'NotFound', `Site '${production.name}' has no slot '${name}' to swap with.`);
  }
  const names = objectOf(production.properties.slotConfigNames).appSettingNames;
  const sticky = Array.isArray(names) ? names.map((setting: Json) => textOf(setting)) : [];
  change(production.id, takenOver(production.properties, slot.properties, sticky));
  change(slot.id, takenOver(slot.properties, production.properties, sticky));
  return null;
}

function takenOver(own: JsonObject, others: JsonObject, sticky: readonly string[]): JsonObject {
  const config = objectOf(own.siteConfig);
  return {
    // A slot has settings of its own that production does not know.
    siteConfig: { ...config, ...without(picked(objectOf(others.siteConfig), Object.keys(config)), fixedSiteConfig) },
    appSettings: {
      ...without(objectOf(others.appSettings), sticky),
      ...picked(objectOf(own.appSettings), sticky),
    },
  };
}

function picked(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

function sameId(one: Json | undefined, other: string): boolean {
  return textOf(one).toLowerCase() === other.toLowerCase();
}
