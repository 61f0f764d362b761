import { type ArmBody, ArmError, type ArmResource, type JsonObject, parseResourceId } from '../../arm';
import { toJsonObject, toValue } from '../protocol/dynamic-json';
import { emptyValues, equalValues, isUnknown, type Value, type Values, valuesOf } from '../protocol/values';
import { type Change, type Diagnostic, type PlannedChange, ProviderError, type ResourceType } from '../provider';
import { type Block } from '../schema/schema';
import { type Behaviour, type ProviderContext } from './behaviour';
import { checkConfiguration } from './configuration-checks';
import { readField, writeField } from './fields';
import { identityBlock, identityBody } from './identity-block';
import { requireArmType, text } from './ids';
import { planChange, withDefaults } from './planning';

/** A managed resource made of a generated schema and the behaviour of its type, on the resource graph. */
export class DescribedResource implements ResourceType {
  readonly legacyTypeSystem = true;

  constructor(
    readonly schema: Block,
    private readonly behaviour: Behaviour,
    private readonly context: ProviderContext,
  ) {}

  validate(config: Values): Diagnostic[] {
    return checkConfiguration(config, this.schema, this.behaviour);
  }

  plan(change: Change): PlannedChange {
    return planChange(change, this.schema, this.behaviour);
  }

  async create(planned: Values, config: Values): Promise<Values> {
    const id = this.behaviour.id.build(planned, this.context);
    const existing = this.find(id);
    if (existing !== undefined && !this.context.journal.isUnsettled(id))
      throw this.alreadyExists(this.terraformId(existing));
    return this.context.journal.create(id, async () => {
      await this.attempt('creating', id, () => this.write(id, undefined, planned, config));
      return this.stateOf(id, planned);
    });
  }

  read(state: Values): Promise<Values | undefined> {
    const id = this.armId(text(state.id));
    if (id === undefined || this.find(id) === undefined) return Promise.resolve(undefined);
    this.context.journal.settle(id);
    return Promise.resolve(this.stateOf(id, state));
  }

  async update(prior: Values, planned: Values, config: Values): Promise<Values> {
    const id = this.armId(text(prior.id)) ?? '';
    if (this.find(id) === undefined)
      throw this.refusal('updating', id, new ArmError(404, 'ResourceNotFound', `'${id}' was not found.`));
    await this.attempt('updating', id, () => this.write(id, prior, planned, config));
    return this.stateOf(id, planned);
  }

  async delete(state: Values): Promise<void> {
    const id = this.armId(text(state.id));
    const resource = id === undefined ? undefined : this.find(id);
    if (id === undefined || resource === undefined) return;
    this.behaviour.checkDelete?.(resource, this.context);
    await this.attempt('deleting', id, async () => {
      if (this.behaviour.storage === undefined) await this.context.graph.delete(id);
      else await this.behaviour.storage.delete(id, this.context);
    });
  }

  import(terraformId: string): Promise<Values | undefined> {
    const id = this.armId(terraformId);
    if (id === undefined) return Promise.resolve(undefined);
    if (this.behaviour.storage === undefined) requireArmType(id, this.behaviour.armType);
    const imported = {
      ...emptyValues(this.schema),
      ...(this.behaviour.defaults === undefined ? {} : withDefaults({}, topLevel(this.behaviour.defaults))),
    };
    return Promise.resolve(this.find(id) === undefined ? undefined : this.stateOf(id, imported));
  }

  private find(id: string): ArmResource | undefined {
    return this.behaviour.storage === undefined
      ? this.context.graph.get(id)
      : this.behaviour.storage.find(id, this.context);
  }

  private armId(terraformId: string): string | undefined {
    const translate = this.behaviour.id.armId;
    return translate === undefined ? terraformId : translate(terraformId, (type) => this.context.graph.list(type));
  }

  private terraformId(resource: ArmResource): string {
    return this.behaviour.id.terraformId?.(resource) ?? resource.id;
  }

  private async write(id: string, prior: Values | undefined, planned: Values, config: Values): Promise<void> {
    const { storage, fields = {}, properties, type } = this.behaviour;
    const wanted = { ...planned, ...this.writeOnlyValues(config) };
    if (storage !== undefined) {
      await storage.put(id, wanted, this.context);
      return;
    }
    const changed = (name: string) => prior === undefined || !equalValues(prior[name], planned[name]);
    const existing = this.context.graph.get(id);
    let body: ArmBody = existing === undefined ? { properties: {} } : bodyOf(existing);
    body = { ...body, properties: { ...body.properties, ...properties?.(wanted, this.context) } };
    for (const [name, field] of Object.entries(fields)) {
      const value = wanted[name] ?? null;
      const isSecret = this.isWriteOnly(name) && value !== null;
      if ((changed(name) || isSecret) && !isUnknown(value) && !(this.isWriteOnly(name) && value === null))
        body = writeField(body, field, value);
    }
    if ('location' in this.schema.attributes) body = { ...body, location: text(planned.location) };
    if (this.hasTags() && changed('tags'))
      body = { ...body, tags: toJsonObject(planned.tags ?? null) as Record<string, string> };
    if ('identity' in this.schema.blocks && changed('identity'))
      body = { ...body, identity: identityBody(planned.identity) };
    await this.context.graph.put(id, { ...body, terraform: { type, attributes: this.keptAttributes(planned) } });
  }

  private stateOf(id: string, before: Values): Values {
    const { behaviour, context, schema } = this;
    const resource = this.find(id);
    if (resource === undefined) throw new Error(`${id} vanished while it was read.`);
    const kept = valuesOf(toValue(resource.terraform?.attributes ?? {}));
    const attributes = {
      ...emptyValues(schema),
      ...withoutUnknowns(before),
      ...kept,
      ...behaviour.id.attributes(resource.id),
    };
    const mapped = Object.entries(behaviour.fields ?? {})
      .filter(([name]) => behaviour.secret?.includes(name) !== true && !this.isWriteOnly(name))
      .map(([name, field]) => [name, readField(resource, field) ?? null] as const);
    const key = (purpose: string) =>
      Buffer.from(context.graph.generatedKey(resource.id, purpose), 'hex').toString('base64');
    const state = {
      ...attributes,
      ...Object.fromEntries<Value>(mapped),
      ...('location' in schema.attributes ? { location: resource.location ?? null } : {}),
      ...(this.hasTags() ? { tags: tagsOf(resource, before) } : {}),
      ...('identity' in schema.blocks ? { identity: identityBlock(resource.identity) } : {}),
      ...('timeouts' in schema.blocks ? { timeouts: before.timeouts ?? null } : {}),
      ...this.secretsOf(resource, before),
      id: this.terraformId(resource),
    };
    return { ...withoutUnknowns(state), ...behaviour.computed?.({ resource, attributes: state, context, key }) };
  }

  /** A secret of the configuration stays in Terraform's state as long as the graph holds the same one. */
  private secretsOf(resource: ArmResource, before: Values): Values {
    const kept = resource.terraform?.attributes ?? {};
    return Object.fromEntries(
      (this.behaviour.secret ?? []).map((name) => {
        const known = before[name] ?? null;
        const fingerprint = kept[name] ?? null;
        const unchanged = typeof known === 'string' && this.context.graph.fingerprint(known) === fingerprint;
        return [name, unchanged ? known : toValue(fingerprint)];
      }),
    );
  }

  private keptAttributes(planned: Values): JsonObject {
    const attributes = toJsonObject(withoutUnknowns(planned));
    const fingerprints = (this.behaviour.secret ?? []).map((name) => {
      const value = attributes[name];
      return [name, typeof value === 'string' ? this.context.graph.fingerprint(value) : null] as const;
    });
    const fields = new Set(Object.keys(this.behaviour.fields ?? {}));
    const own = Object.entries(attributes).filter(
      ([name]) => !fields.has(name) && !['id', 'location', 'tags', 'identity', 'timeouts'].includes(name),
    );
    return { ...Object.fromEntries(own), ...Object.fromEntries(fingerprints) };
  }

  private writeOnlyValues(config: Values): Values {
    return Object.fromEntries((this.behaviour.writeOnly ?? []).map((name) => [name, config[name] ?? null]));
  }

  private isWriteOnly(name: string): boolean {
    return this.behaviour.writeOnly?.includes(name) === true;
  }

  /** azuread's applications have tags that are a set of words. */
  private hasTags(): boolean {
    return this.schema.attributes.tags !== undefined && this.schema.attributes.tags.type[0] === 'map';
  }

  private async attempt(verb: string, id: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw error instanceof ArmError ? this.refusal(verb, id, error) : error;
    }
  }

  private refusal(verb: string, id: string, { status, code, message }: ArmError): ProviderError {
    const name = parseResourceId(id).name;
    return new ProviderError(
      `${verb} ${this.behaviour.type} "${name}"`,
      `unexpected status ${status} with error: ${code}: ${message}\n\nResource: ${id}`,
    );
  }

  private alreadyExists(id: string): ProviderError {
    return new ProviderError(
      `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State.`,
      `Please see the resource documentation for "${this.behaviour.type}" for more information.`,
    );
  }
}

function bodyOf({ location, kind, sku, identity, tags, properties }: ArmResource): ArmBody {
  return Object.fromEntries(
    Object.entries({ location, kind, sku, identity, tags, properties }).filter(([, value]) => value !== undefined),
  );
}

function tagsOf(resource: ArmResource, before: Values): Value {
  const tags = resource.tags ?? {};
  return Object.keys(tags).length === 0 && (before.tags ?? null) === null ? null : { ...tags };
}

function withoutUnknowns(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, known(value)]));
}

function known(value: Value): Value {
  if (isUnknown(value)) return null;
  if (Array.isArray(value)) return value.map(known);
  return value !== null && typeof value === 'object' ? withoutUnknowns(valuesOf(value)) : value;
}

function topLevel(defaults: Values): Values {
  return Object.fromEntries(Object.entries(defaults).filter(([path]) => !path.includes('.')));
}
