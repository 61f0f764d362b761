import { StorageContainer } from '@cdktf/provider-azurerm/lib/storage-container';
import { Construct } from 'constructs';
import { type IPrincipal } from '../../constructs/principal';
import { type IResourceGroup, ResourceGroup } from '../../constructs/resource-group';
import { grantRole, Role } from '../../constructs/role';
import { type IStorageAccount, StorageAccount } from '../../constructs/storage-account';
import { type Environment, type RemoteState } from '../../model/environment';

/** Where environments keep their Terraform state, each once: environments may share an account, or a container in it. */
export class StateStorages {
  readonly #groups = new Map<string, IResourceGroup>();
  readonly #accounts = new Map<string, IStorageAccount>();
  readonly #containers = new Map<string, StateContainer>();

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

  #account(place: Construct, environment: Environment, state: RemoteState): IStorageAccount {
    return once<IStorageAccount>(this.#accounts, keyOf(environment, state.resourceGroup, state.storageAccount), () => {
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
  readonly #id: string;

  constructor(scope: Construct, id: string, { account, name }: StateContainerProps) {
    super(scope, id);
    this.#id = new StorageContainer(this, 'Resource', {
      name,
      storageAccountId: account.id,
      containerAccessType: 'private',
    }).id;
  }

  /** Lets a principal read, write and lock the state. */
  grantBlobWrite(principal: IPrincipal): void {
    grantRole(principal, Role.blobDataContributor, this, this.#id);
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
