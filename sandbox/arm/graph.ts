import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { assembleResource } from './assemble';
import { type ArmBody, type ArmResource, type Json, type JsonObject, type ResourceGraph } from './resource';
import { checkName, findParent, locationOf } from './placement';
import { isWithin, parseResourceId, type ResourceId } from './resource-id';
import { holdsRole, roleAssignmentType } from './role-checks';
import { roleGuid } from './roles';
import { ruleOf } from './rules';
import { refuseLockedDeletion } from './rules/operations/management-locks';
import { badRequest, notFound } from './rules/refusals';
import { type GraphView, type PutRequest, type Rule } from './rules/rule';
import { SecretFingerprints } from './secret-fingerprint';
import { ResourceStore, type StoreEntry } from './store';

export interface ResourceGraphOptions {
  /** Tenant of every identity that the sandbox makes. Default: zeros. */
  readonly tenant?: string;
  /** Base URL of the inference gateway, for `scoringUri`. Default: `http://127.0.0.1`. May change: see `serveAt`. */
  readonly endpointBase?: string;
  /** Object ids that own every subscription without a role assignment: the deployer's. Default: none. */
  readonly owners?: readonly string[];
}

export interface GraphChange {
  readonly kind: 'put' | 'delete';
  readonly resource: ArmResource;
}

/** The graph with what its host needs beside ARM's operations. */
export interface OpenResourceGraph extends ResourceGraph {
  readonly tenant: string;
  /** The folder that holds it. */
  readonly directory: string;
  /** Says where the inference gateway answers from now on; addresses are computed when a resource is read. */
  serveAt(endpointBase: string): void;
  /** Calls back after every change that is on disk; the answer ends it. */
  onChange(listener: (change: GraphChange) => void): () => void;
  /** `sandbox-<fingerprint>`, which stands for a secret that the sandbox must not keep. */
  fingerprint(secret: string): string;
  /** A generated secret of a resource (64 hex digits), such as an access key; another after the resource was made anew. */
  generatedKey(id: string, purpose: string): string;
}

/**
 * Opens the emulated subscription that is kept in a directory; creates it where there is none. One process may
 * change it at a time; a process that was killed leaves whole resources only.
 */
export function openResourceGraph(directory: string, options: ResourceGraphOptions = {}): Promise<OpenResourceGraph> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return Promise.resolve(
    new Graph(directory, new ResourceStore(directory), new SecretFingerprints(directory), options),
  );
}

// The methods are asynchronous by contract; inside they finish in one turn, so that no request sees half a change.
/* eslint-disable @typescript-eslint/require-await */
class Graph implements OpenResourceGraph, GraphView {
  readonly tenant: string;
  endpointBase: string;
  private readonly owners: ReadonlySet<string>;
  private readonly listeners = new Set<(change: GraphChange) => void>();

  constructor(
    readonly directory: string,
    private readonly store: ResourceStore,
    private readonly secrets: SecretFingerprints,
    options: ResourceGraphOptions,
  ) {
    this.tenant = options.tenant ?? '00000000-0000-0000-0000-000000000000';
    this.endpointBase = options.endpointBase ?? 'http://127.0.0.1';
    this.owners = new Set((options.owners ?? []).map((owner) => owner.toLowerCase()));
  }

  get(id: string): ArmResource | undefined {
    const entry = this.store.get(id);
    if (entry !== undefined) return this.show(entry);
    if (!id.startsWith('/')) return undefined;
    const { id: canonical, type, name, parent } = parseResourceId(id);
    const exists = ruleOf(type).implied === true && this.get(parent) !== undefined;
    return exists ? this.view({ id: canonical, type: ruleOf(type).type, name, properties: {} }) : undefined;
  }

  list(type: string, parentId?: string): ArmResource[] {
    return this.store
      .ofType(type, parentId)
      .sort((one, other) => byName.compare(one.resource.name, other.resource.name))
      .map((entry) => this.show(entry));
  }

  all(): ArmResource[] {
    return [...this.store.values()].map((entry) => this.show(entry));
  }

  async put(id: string, body: ArmBody): Promise<ArmResource> {
    return this.putNow(id, body);
  }

  async patch(id: string, body: ArmBody): Promise<ArmResource> {
    const existing = this.store.get(id)?.resource;
    if (existing === undefined) throw notFound(id);
    if (body.properties !== undefined && ruleOf(existing.type).fixedProperties === true) {
      throw badRequest(
        'ValidationError',
        `PATCH of '${id}' takes tags, identity and sku. Send the whole resource by PUT to change properties.`,
      );
    }
    return this.putNow(id, {
      ...existing,
      ...body,
      tags: { ...existing.tags, ...body.tags },
      sku: { ...existing.sku, ...body.sku },
      properties: { ...existing.properties, ...body.properties },
    });
  }

  async delete(id: string): Promise<boolean> {
    const entry = this.store.get(id);
    if (entry === undefined) return false;
    refuseLockedDeletion(entry.resource, this);
    ruleOf(entry.resource.type).checkDelete?.(this.show(entry), this);
    // The deepest first: a process killed half-way leaves no child without its parent.
    const doomed = [...this.store.values()]
      .filter((other) => isWithin(other.resource.id, id))
      .sort((one, other) => other.id.key.length - one.id.key.length);
    for (const { resource } of doomed) {
      this.store.delete(resource.id);
      this.announce({ kind: 'delete', resource });
    }
    return true;
  }

  async action(id: string, action: string, body: JsonObject = {}): Promise<Json> {
    const resource = this.get(id);
    if (resource === undefined) throw notFound(id);
    const perform = ruleOf(resource.type).actions?.[action.toLowerCase()];
    if (perform === undefined) {
      throw badRequest(
        'UnsupportedAction',
        `The sandbox has no action '${action}' for resources of type '${resource.type}'.`,
      );
    }
    return perform({
      resource,
      body,
      secrets: this.store.get(id)?.secrets ?? {},
      key: (purpose) => this.generatedKey(id, purpose),
      renew: (purpose) => this.renewKey(id, purpose),
      graph: this,
      change: (target, properties) => this.change(target, properties),
    });
  }

  hasRole(objectId: string, scope: string, roleDefinitionIds: readonly string[]): boolean {
    const roles = roleDefinitionIds.length === 0 ? ['Owner'] : roleDefinitionIds;
    const isOwner = this.owners.has(objectId.toLowerCase()) && roles.map(roleGuid).includes(roleGuid('Owner'));
    return isOwner || holdsRole(this.list(roleAssignmentType), objectId, scope, roles);
  }

  serveAt(endpointBase: string): void {
    this.endpointBase = endpointBase;
  }

  onChange(listener: (change: GraphChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  fingerprint(secret: string): string {
    return this.secrets.of(secret);
  }

  generatedKey(id: string, purpose: string): string {
    const entry = this.store.get(id);
    if (entry === undefined) throw notFound(id);
    return this.secrets.derive(entry.seed, purpose, String(entry.renewals?.[purpose] ?? 0));
  }

  private putNow(id: string, body: ArmBody): ArmResource {
    const { rule, target, existing } = this.locate(id);
    const before = existing?.resource;
    const location = locationOf(rule, target, body.location, before, this);
    const request: PutRequest = {
      id: target,
      body: { ...body, ...(location === undefined ? {} : { location }) },
      properties: { ...body.properties },
      ...(before === undefined ? {} : { existing: before }),
      graph: this,
    };
    if (before === undefined) checkName(rule, target, location, this);
    rule.check?.(request);
    const resource = assembleResource(rule, request);
    // A caller that sends no secret (Terraform sends a write-only value when its version changes) keeps the last one.
    const secrets = { ...existing?.secrets, ...this.secrets.ofAllOf(request.properties, rule.secrets ?? []) };
    for (const companion of rule.companions?.(resource, this) ?? []) this.makeCompanion(companion, resource);
    const entry = {
      resource,
      secrets,
      seed: existing?.seed ?? randomUUID(),
      ...(existing?.renewals ? { renewals: existing.renewals } : {}),
    };
    this.save(entry);
    return this.show({ ...entry, id: target });
  }

  /** Finds out what a PUT is about, and that its parent is there. */
  private locate(id: string): { rule: Rule; target: ResourceId; existing: StoreEntry | undefined } {
    const asked = parseResourceId(id);
    const rule = ruleOf(asked.type);
    const existing = this.store.get(id);
    if (existing !== undefined) return { rule, target: existing.id, existing };
    const parent = findParent(rule, asked, this) ?? this.putNow(asked.parent, {}).id;
    return { rule, target: parseResourceId(`${parent}${asked.id.slice(asked.parent.length)}`), existing };
  }

  /** Companions are written before the resource: a process killed between the two makes them again unharmed. */
  private makeCompanion({ id, body }: { id: string; body: ArmBody }, owner: ArmResource): void {
    if (this.store.get(id) !== undefined) return;
    if (!isWithin(id, owner.id)) {
      this.putNow(id, body);
      return;
    }
    const target = parseResourceId(id);
    const rule = ruleOf(target.type);
    const properties = { ...body.properties, provisioningState: 'Succeeded' };
    this.save({
      resource: { id: target.id, type: rule.type, name: target.name, properties },
      secrets: {},
      seed: randomUUID(),
    });
  }

  private renewKey(id: string, purpose: string): void {
    const entry = this.store.get(id);
    if (entry === undefined) throw notFound(id);
    const { resource, secrets, seed, renewals } = entry;
    this.save({ resource, secrets, seed, renewals: { ...renewals, [purpose]: (renewals?.[purpose] ?? 0) + 1 } });
  }

  private change(id: string, properties: JsonObject): void {
    const entry = this.store.get(id);
    if (entry === undefined) throw notFound(id);
    const { resource, secrets, seed, renewals } = entry;
    const changed = { ...resource, properties: { ...resource.properties, ...properties } };
    this.save({ resource: changed, secrets, seed, ...(renewals ? { renewals } : {}) });
  }

  private save(stored: Omit<StoreEntry, 'id'>): void {
    this.store.set(stored);
    this.announce({ kind: 'put', resource: stored.resource });
  }

  private announce(change: GraphChange): void {
    for (const listener of this.listeners) listener(change);
  }

  private show({ resource }: StoreEntry): ArmResource {
    return this.view(resource);
  }

  private view(resource: ArmResource): ArmResource {
    const computed = ruleOf(resource.type).view?.(resource, this);
    return computed === undefined ? resource : { ...resource, properties: { ...resource.properties, ...computed } };
  }
}

const byName = new Intl.Collator('en', { numeric: true });
