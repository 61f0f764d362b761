import { StorageContainer } from '@cdktf/provider-azurerm/lib/storage-container';
import { dependable, type ITerraformDependable, TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { Lock } from '../../constructs/operations/lock';
import { type IPrincipal } from '../../constructs/principal';
import { type IResourceGroup, ResourceGroup } from '../../constructs/resource-group';
import { grantRole, Role } from '../../constructs/role';
import { type IStorageAccount, StorageAccount } from '../../constructs/storage-account';
import { type Environment, type RemoteState } from '../../model/environment';

/** Where environments keep their Terraform state, each once: environments may share an account, or a container in it. */
export class StateStorages {
  readonly #groups = new Map<string, IResourceGroup>();
  readonly #accounts = new Map<string, StorageAccount>();
  readonly #containers = new Map<string, StateContainer>();
  readonly #grants: ITerraformDependable[] = [];

  /** The container of an environment's state; undefined where its state is a file. */
  add(place: Construct, environment: Environment): StateContainer | undefined {
    const { state } = environment;
    if (!state) return undefined;
    return once(
      this.#containers,
      keyOf(environment, state.resourceGroup, state.storageAccount, state.container),
      () => {
        const account = this.#account(place, environment, state);
        return new StateContainer(place, 'state', { account, name: state.container });
      },
    );
  }

  /** Lets a principal read, write and lock the state in a container. */
  grantStateWrite(principal: IPrincipal, container: StateContainer): void {
    const before = principal.grants.length;
    grantRole(principal, Role.blobDataContributor, container, container.id);
    this.#grants.push(...principal.grants.slice(before));
  }

  /** Keeps the storage from being deleted; called when all is granted. */
  lock(): void {
    for (const account of this.#accounts.values()) {
      const lock = new Lock(account, 'lock', {
        targetId: account.id,
        notes: 'Holds the Terraform state of llmops. A grant on it can be taken away once this lock is gone.',
      });
      // Azure lets nothing below a lock be deleted, a grant neither: the lock has to go first.
      const resource = lock.node.findChild('Resource');
      if (TerraformResource.isTerraformResource(resource)) resource.dependsOn = this.#grants.map(dependable);
    }
  }

  #account(place: Construct, environment: Environment, state: RemoteState): StorageAccount {
    return once<StorageAccount>(this.#accounts, keyOf(environment, state.resourceGroup, state.storageAccount), () => {
      const resourceGroup = once<IResourceGroup>(this.#groups, keyOf(environment, state.resourceGroup), () => {
        const { location } = environment;
        return new ResourceGroup(place, 'state-resource-group', { name: state.resourceGroup, location });
      });
      return new StorageAccount(place, 'state-storage', {
        name: state.storageAccount,
        resourceGroup,
        // A region that is lost must not take with it what Terraform knows of the others.
        replication: 'GRS',
        versioning: true,
        deleteRetentionDays: 90,
      });
    });
  }
}

interface StateContainerProps {
  readonly account: IStorageAccount;
  readonly name: string;
}

/** A private container for Terraform state. */
class StateContainer extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, { account, name }: StateContainerProps) {
    super(scope, id);
    this.id = new StorageContainer(this, 'Resource', {
      name,
      storageAccountId: account.id,
      containerAccessType: 'private',
    }).id;
  }
}

function keyOf({ subscription }: Environment, ...names: readonly string[]): string {
  return [subscription, ...names].join('/').toLowerCase();
}

function once<Value>(made: Map<string, Value>, key: string, make: () => Value): Value {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}
