import { type ExperimentResult } from '../experiments';
import { type Problem } from '../model';
import { type AcceptedPolicyFinding } from '../stacks';
import { type CommandName } from './events';
import { type Verdict } from './experiments/verdict';

/** Resources that a plan adds, changes and destroys. A replacement counts as an add and a destroy. */
export interface PlanCounts {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
}

export interface RegisteredVersion {
  readonly kind: 'data' | 'model' | 'environment' | 'image';
  /** Name of the asset; of an image its repository. */
  readonly name: string;
  /** Of an image its tag. */
  readonly version: string;
  /** True where this run made the version. */
  readonly changed: boolean;
}

/** An image that the flow's current content asks for. */
export interface PlannedImage {
  readonly flow: string;
  readonly repository: string;
  readonly tag: string;
  /** False where the release that is planned has another one, or none: the next deploy builds it. */
  readonly built: boolean;
}

/** One endpoint as it is deployed. */
export interface EndpointReport {
  readonly flow: string;
  readonly target: string;
  readonly name: string;
  readonly scoringUri: string;
  /** Live traffic in percent, by deployment. */
  readonly traffic: Readonly<Record<string, number>>;
  /** Mirrored traffic in percent, by deployment; absent where nothing is mirrored. */
  readonly mirrorTraffic?: Readonly<Record<string, number>>;
  /** Images that deployments run in, by deployment; absent where it was not asked for. */
  readonly images?: Readonly<Record<string, string>>;
  /** Absolute path of the sample request, where the target names one. */
  readonly sampleRequest?: string;
  /** What the test request got; absent where no test was made. */
  readonly test?: EndpointTest;
}

export interface EndpointTest {
  /** HTTP status of the answer; 0 where there was none. */
  readonly status: number;
  readonly latencyMs: number;
  readonly passed: boolean;
  /** Which deployment answered. */
  readonly deployment?: string;
  /** Why it did not pass. */
  readonly reason?: string;
}

/** What an experiment found of a flow, or why there was none. */
export interface ExperimentReport {
  readonly flow: string;
  readonly verdict: Verdict | 'skipped';
  /** Whose experiment it is, where another environment's was taken. */
  readonly reusedFrom?: string;
  /** Absolute path of the result's file. */
  readonly file?: string;
  readonly result?: ExperimentResult;
  /** Absolute paths of what was written for readers. */
  readonly reports?: { readonly html: string; readonly markdown: string };
}

/** One resource that a plan changes. */
export interface PlannedChange {
  /** `create`, `update`, `replace`, `delete`, … as Terraform names it. */
  readonly action: string;
  readonly address: string;
}

export type StackKind = 'platform' | 'serving' | 'devops';

/** The last line of `--json`. */
export interface CommandResult {
  readonly type: 'result';
  readonly command: CommandName;
  readonly env: string;
  readonly sandbox: boolean;
  /**
   * `invalid`: a mistake of the user, found before anything was done. `rejected`: somebody said no, or nobody yes.
   * `gate-failed`: what was to be released is not good enough.
   */
  readonly status: 'succeeded' | 'failed' | 'invalid' | 'rejected' | 'gate-failed';
  /** Policy findings that the configuration accepts, each with why; absent where none were looked for. */
  readonly policies?: { readonly accepted: readonly AcceptedPolicyFinding[] };
  readonly registered?: readonly RegisteredVersion[];
  readonly plans?: Readonly<Partial<Record<StackKind, PlanCounts>>>;
  /** What `plan` found, resource by resource. */
  readonly changes?: Readonly<Partial<Record<StackKind, readonly PlannedChange[]>>>;
  /** With `plan`: images of flows that have one of their own. */
  readonly images?: readonly PlannedImage[];
  readonly endpoints?: readonly EndpointReport[];
  readonly experiments?: readonly ExperimentReport[];
  /** Where the synthesized stacks are, by stack name. */
  readonly stacks?: Readonly<Record<string, string>>;
  /** File with the Authorization header that the sandbox takes, for `curl -H @<file>`. */
  readonly authorizationFile?: string;
  readonly error?: {
    readonly message: string;
    readonly causes: readonly string[];
    readonly done: readonly string[];
    readonly notDone: readonly string[];
    readonly next: readonly string[];
    /** All mistakes of the configuration, where it is the configuration that is wrong. */
    readonly problems?: readonly Problem[];
  };
}
