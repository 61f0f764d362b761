import { type Environment, type Project } from '../model';
import { type Cloud } from './cloud';
import { type Confirm, type Emit } from './events';

/** All that a command's steps share. */
export interface RunContext {
  readonly project: Project;
  readonly environment: Environment;
  readonly cloud: Cloud;
  /** The terraform executable; checked, unless the command runs none. */
  readonly terraform: string;
  readonly emit: Emit;
  readonly confirm: Confirm;
  readonly signal?: AbortSignal;
}
