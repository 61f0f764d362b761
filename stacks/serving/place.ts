import { type ITerraformDependable } from 'cdktf';
import { type Construct } from 'constructs';
import { type AssetVersion } from '../../model/release';
import { type PlatformStack } from '../platform-stack';

/** Where targets are made, and what they are made with. */
export interface ServingPlace {
  readonly platform: PlatformStack;
  /** The Azure ML environment of versions that have no image of their own; absent where all have one. */
  readonly servingEnvironment?: AssetVersion;
  /** Scope of endpoints and apps. */
  readonly endpoints: Construct;
  /** Scope of their identities. */
  readonly identities: Construct;
  /** Scope of the secrets that apps refer to. */
  readonly secrets: Construct;
}

/** An endpoint or app that serves a flow. */
export interface ServedTarget {
  readonly name: string;
  /** ARM id of the endpoint or of the app: what alerts watch. */
  readonly id: string;
  /** Where requests are sent. */
  readonly scoringUri: string;
  /** Depend on it to wait until traffic flows as the configuration says. */
  readonly ready: ITerraformDependable;
}
