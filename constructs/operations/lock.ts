import { ManagementLock } from '@cdktf/provider-azurerm/lib/management-lock';
import { Construct } from 'constructs';
import { badName } from '../azure-name';
import { refuse } from '../props';

export interface LockProps {
  /** 1-90 characters. @default "llmops" */
  readonly name?: string;
  /** ARM id of what nobody is to delete. Its children, role assignments on it among them, cannot be deleted either. */
  readonly targetId: string;
  /** Why, and how to get rid of it. @default - no notes */
  readonly notes?: string;
}

/**
 * Keeps a resource from being deleted, by Owners too, until the lock is taken out of the configuration: while it is in
 * there, Terraform refuses a destroy. To make it one needs `Microsoft.Authorization/locks/write`, which of the built-in
 * roles Owner and User Access Administrator have.
 *
 * Do not lock a workspace that serves: its endpoints' deployments would inherit the lock, and no new version could take
 * the place of an old one.
 */
export class Lock extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: LockProps) {
    super(scope, id);
    const { name = 'llmops', notes } = props;
    refuse(this, [
      badName('managementLock', name),
      notes !== undefined && notes.length > 512 && `notes has ${notes.length} characters, but Azure takes 512`,
    ]);
    this.id = new ManagementLock(this, 'Resource', {
      name,
      scope: props.targetId,
      lockLevel: 'CanNotDelete',
      ...(notes !== undefined && { notes }),
      // Otherwise Terraform would end the lock first, and then what it locks.
      lifecycle: { preventDestroy: true },
    }).id;
  }
}
