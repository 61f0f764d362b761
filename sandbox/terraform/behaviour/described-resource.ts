import { ArmError, type ArmResource, parseResourceId } from '../../arm';
import { type Values } from '../protocol/values';
import { type Change, type Diagnostic, type PlannedChange, ProviderError, type ResourceType } from '../provider';
import { type Block } from '../schema/schema';
import { type Behaviour, type ProviderContext } from './behaviour';
import { checkConfiguration } from './configuration-checks';
import { requireArmType, text } from './ids';
import { planChange, withDefaults } from './planning';
import { resourceBody, writeOnlyValues } from './resource-body';
import { resourceState } from './resource-state';

/** A managed resource made of a generated schema and the behaviour of its type, on the resource graph. */
export class DescribedResource implements ResourceType {
  readonly legacyTypeSystem = true;

  constructor(
    readonly schema: Block,
    readonly behaviour: Behaviour,
    readonly context: ProviderContext,
  ) {}

  validate(config: Values): Diagnostic[] {
    return checkConfiguration(config, this.schema, this.behaviour);
  }

  plan(change: Change): PlannedChange {
    return planChange(change, this.schema, this.behaviour);
  }

  async create(planned: Values, config: Values): Promise<Values> {
    const { journal } = this.context;
    const id = this.behaviour.id.build(planned, this.context);
    const existing = this.find(id);
    if (existing !== undefined && !journal.isUnsettled(id)) throw this.alreadyExists(existing);
    return journal.create(id, async () => {
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
    const id = this.armId(text(prior.id)) ?? text(prior.id);
    await this.attempt('updating', id, () => this.write(id, prior, planned, config));
    return this.stateOf(id, planned);
  }

  async delete(state: Values): Promise<void> {
    const id = this.armId(text(state.id));
    const resource = id === undefined ? undefined : this.find(id);
    if (id === undefined || resource === undefined) return;
    this.behaviour.checkDelete?.(resource, this.context);
    await this.attempt(
      'deleting',
      id,
      () => this.behaviour.storage?.delete(id, this.context) ?? this.context.graph.delete(id),
    );
  }

  import(terraformId: string): Promise<Values | undefined> {
    const { storage, armType, defaults = {} } = this.behaviour;
    const id = this.armId(terraformId);
    if (id === undefined) return Promise.resolve(undefined);
    if (storage === undefined) requireArmType(id, armType);
    if (this.find(id) === undefined) return Promise.resolve(undefined);
    return Promise.resolve(withDefaults(this.stateOf(id, {}), defaults));
  }

  private async write(id: string, prior: Values | undefined, planned: Values, config: Values): Promise<void> {
    const { behaviour, context, schema } = this;
    if (behaviour.storage !== undefined) {
      await behaviour.storage.put(id, { ...planned, ...writeOnlyValues(behaviour, config) }, context);
      return;
    }
    const existing = context.graph.get(id);
    if (prior !== undefined && existing === undefined)
      throw new ArmError(404, 'ResourceNotFound', `The Resource '${id}' was not found.`);
    const writing = { schema, behaviour, context, planned, config, ...(prior === undefined ? {} : { prior }) };
    await context.graph.put(id, resourceBody(writing, existing));
  }

  private stateOf(id: string, before: Values): Values {
    const resource = this.find(id);
    if (resource === undefined) throw new Error(`${id} vanished while it was read.`);
    return resourceState(resource, before, this);
  }

  private find(id: string): ArmResource | undefined {
    const { storage } = this.behaviour;
    return storage === undefined ? this.context.graph.get(id) : storage.find(id, this.context);
  }

  private armId(terraformId: string): string | undefined {
    const translate = this.behaviour.id.armId;
    return translate === undefined ? terraformId : translate(terraformId, (type) => this.context.graph.list(type));
  }

  private async attempt(verb: string, id: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      throw new ProviderError(
        `${verb} ${this.behaviour.type} "${parseResourceId(id).name}"`,
        `unexpected status ${error.status} with error: ${error.code}: ${error.message}\n\nResource: ${id}`,
      );
    }
  }

  private alreadyExists(resource: ArmResource): ProviderError {
    const id = this.behaviour.id.terraformId?.(resource) ?? resource.id;
    return new ProviderError(
      `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State.`,
      `Please see the resource documentation for "${this.behaviour.type}" for more information.`,
    );
  }
}
