import { join } from 'node:path';
import { type Environment } from './environment';

/** The two stacks of an environment: what registration needs, and what is made of registered versions. */
export type StackKind = 'platform' | 'serving';

/** Where Terraform keeps the state of one stack. */
export type StackState =
  | { readonly kind: 'local'; readonly path: string }
  | {
      readonly kind: 'azurerm';
      readonly subscription: string;
      readonly tenant: string;
      readonly resourceGroup: string;
      readonly storageAccount: string;
      readonly container: string;
      readonly key: string;
    };

/** Environment variable that says that Terraform talks to the sandbox in the folder that it names. */
export const sandboxVariable = 'LLMOPS_SANDBOX';

/** The stack of what is made once for the whole project, before any environment: whom pipelines act as. */
export const devopsStack = 'devops';

/** Output of a platform stack that is there while it holds locks: their ARM ids. */
export const locksOutput = 'locks';

/** Name of one of an environment's stacks, in cdktf and in the name of its state: `dev-platform`. */
export function stackName(environment: string, kind: StackKind): string {
  return `${environment}-${kind}`;
}

/**
 * State of a stack. The sandbox's state stays in the sandbox's folder, whatever the environment says: the two kinds
 * of state must never meet.
 */
export function stackState(root: string, environment: Environment, kind: StackKind, sandbox?: string): StackState {
  const file = `${stackName(environment.name, kind)}.tfstate`;
  if (sandbox !== undefined) return { kind: 'local', path: join(sandbox, 'state', file) };
  if (!environment.state) return { kind: 'local', path: join(root, '.llmops', 'state', file) };
  const { subscription, tenant } = environment;
  return { kind: 'azurerm', subscription, tenant, ...environment.state, key: file };
}

/**
 * State of the `devops` stack: a file always, for it makes the storage in which the environments keep theirs. Nothing in
 * it is secret.
 */
export function devopsState(root: string, sandbox?: string): StackState {
  return { kind: 'local', path: join(sandbox ?? join(root, '.llmops'), 'state', `${devopsStack}.tfstate`) };
}

/** Absolute path of the file that holds an environment's release. */
export function releaseFile(root: string, environment: string, sandbox?: string): string {
  return join(sandbox ?? join(root, '.llmops'), 'releases', `${environment}.json`);
}
