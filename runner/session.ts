import { loadProject, type Environment, type Problem, type Project } from '../model';
import { confirmInTime } from './confirm-in-time';
import { type Cloud } from './cloud';
import { azureCloud } from './clouds/azure';
import { type RunContext } from './context';
import { type CommandName, type Confirm, type Emit, type StepTitle } from './events';
import { GateNotMet, Rejected, StepFailure, UserMistake } from './failure';
import { policyReport } from './policies';
import { type CommandResult } from './result';
import { StepRunner } from './step-runner';
import { findTerraform, terraformBinary } from './terraform/executable';

/** What every command is asked. */
export interface RunRequest {
  /** Folder that holds `flows-config/`. */
  readonly root: string;
  readonly env: string;
  readonly sandbox: boolean;
  readonly emit: Emit;
  readonly confirm: Confirm;
  readonly signal?: AbortSignal;
}

type Outcome = Omit<CommandResult, 'type' | 'command' | 'env' | 'sandbox' | 'status' | 'authorizationFile' | 'error'>;

/** Commands that run no Terraform, and so must work on a machine that has none. */
const withoutTerraform: ReadonlySet<CommandName> = new Set([
  'synth',
  'status',
  'test-endpoint',
  'experiment',
  'evaluate',
]);

/** What a command works on. */
export interface CheckedConfiguration {
  readonly project: Project;
  readonly environment: Environment;
  /** Present where policies were checked. */
  readonly policies?: CommandResult['policies'];
}

/** Commands that an open finding stops: those that show or make what it is about. */
const checksPolicies: ReadonlySet<CommandName> = new Set(['synth', 'plan', 'apply', 'deploy']);

const validation: StepTitle = { id: 'validate', title: 'Check the configuration' };

/**
 * Runs a command's work between a checked configuration and a closed cloud. A step that fails gives a result with
 * status `failed` that says what was done and what was not; a mistake of the user one with status `invalid`.
 * @param check finds the project and the environment; default: the environment that the request names
 * @param report what the work fills in as it goes, so that a failed run still tells what it registered and planned
 */
export async function runSession(
  command: CommandName,
  request: RunRequest,
  stepTitles: readonly StepTitle[],
  work: (context: RunContext, steps: StepRunner, report: (outcome: Outcome) => void) => Promise<void>,
  check: (request: RunRequest) => ReturnType<typeof checkConfiguration> = checkConfiguration,
): Promise<CommandResult> {
  const { env, sandbox, emit } = request;
  const titles = [validation, ...stepTitles];
  const steps = new StepRunner(titles, emit);
  let outcome: Outcome = {};
  let cloud: Cloud | undefined;
  const result = (status: CommandResult['status'], error?: CommandResult['error']): CommandResult => ({
    type: 'result',
    command,
    env,
    sandbox,
    status,
    ...outcome,
    ...(cloud?.authorizationFile === undefined ? {} : { authorizationFile: cloud.authorizationFile }),
    ...(error === undefined ? {} : { error }),
  });

  try {
    const terraform = withoutTerraform.has(command) ? terraformBinary() : await findTerraform();
    emit({ type: 'started', command, env, sandbox, steps: titles });
    const { project, environment, policies } = await steps.run(validation.id, () =>
      checksPolicies.has(command) ? checkedPolicies(check(request)) : check(request),
    );
    if (policies !== undefined) outcome = { policies };
    cloud = await openCloud(request, project, environment);
    const { signal } = request;
    const confirm = confirmInTime(request.confirm, environment.approval?.timeoutMinutes);
    const context = {
      project,
      environment,
      cloud,
      terraform,
      emit,
      confirm,
      ...(signal === undefined ? {} : { signal }),
    };
    await work(context, steps, (more) => (outcome = { ...outcome, ...more }));
    return result('succeeded');
  } catch (error) {
    const progress = { done: steps.done, notDone: steps.notDone };
    if (error instanceof UserMistake) {
      const { message, hint, problems } = error;
      const next = hint === undefined ? [] : [hint];
      return result('invalid', {
        message,
        causes: [],
        ...progress,
        next,
        ...(problems.length > 0 ? { problems } : {}),
      });
    }
    if (error instanceof Rejected) {
      return result('rejected', { message: error.message, causes: [], ...progress, next: [error.hint] });
    }
    if (error instanceof GateNotMet) {
      return result('gate-failed', { message: error.message, ...error.details, ...progress });
    }
    const { causes = [], next = hintsOf(error) } = error instanceof StepFailure ? error.details : {};
    const message = error instanceof Error ? error.message : String(error);
    return result('failed', { message, causes, ...progress, next });
  } finally {
    await cloud?.close();
  }
}

/**
 * The project and the environment that a request names.
 * @throws UserMistake with every problem of the configuration, or for an environment that is not defined
 */
export function checkConfiguration({ root, env }: Pick<RunRequest, 'root' | 'env'>) {
  const project = checkedProject(root);
  const environment: Environment | undefined = project.environments[env];
  if (environment === undefined) {
    const known = Object.keys(project.environments).join(', ');
    throw new UserMistake(
      `There is no environment "${env}" in flows-config/environments.yaml.`,
      `Environments that are defined: ${known}.`,
    );
  }
  const flows = environment.flows.filter(({ targets }) => targets.length > 0).length;
  return {
    value: { project, environment } as CheckedConfiguration,
    outcome: `${flows} ${flows === 1 ? 'flow' : 'flows'} deployed in ${env}`,
  };
}

/** @throws UserMistake with every policy finding that is not accepted */
async function checkedPolicies({ value, outcome }: ReturnType<typeof checkConfiguration>) {
  const { accepted, problems } = await policyReport(value.project.root, value.environment);
  if (problems.length > 0) throw badConfiguration(problems);
  const count = accepted.length === 1 ? '1 accepted policy finding' : `${accepted.length} accepted policy findings`;
  return { value: { ...value, policies: { accepted } }, outcome: `${outcome}, ${count}` };
}

/**
 * The project in a folder.
 * @throws UserMistake with every problem of the configuration
 */
export function checkedProject(root: string): Project {
  const { project, problems } = loadProject(root);
  if (project !== undefined && problems.length === 0) return project;
  throw badConfiguration(problems);
}

function badConfiguration(problems: readonly Problem[]): UserMistake {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new UserMistake(`The configuration has ${count}. Nothing was done.`, undefined, problems);
}

export async function openCloud(
  { root, sandbox }: Pick<RunRequest, 'root' | 'sandbox'>,
  project: Project,
  { tenant }: Environment,
): Promise<Cloud> {
  if (!sandbox) return azureCloud(root, tenant);
  const { sandboxCloud } = await import('./clouds/sandbox');
  return sandboxCloud(project);
}

/** Errors of the Azure clients, the engine and the sandbox carry what to do about them. */
function hintsOf(error: unknown): string[] {
  const hint = error instanceof Error && 'hint' in error ? error.hint : undefined;
  return typeof hint === 'string' && hint !== '' ? [hint] : [];
}
