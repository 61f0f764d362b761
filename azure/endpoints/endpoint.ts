export type EndpointAuthMode = 'Key' | 'AMLToken' | 'AADToken';

/** An online endpoint as Azure shows it. */
export interface Endpoint {
  readonly name: string;
  readonly scoringUri: string;
  readonly authMode: EndpointAuthMode;
  /** Percentages of live traffic by deployment. */
  readonly traffic: Readonly<Record<string, number>>;
  /** Percentages of live traffic that are copied, by deployment. */
  readonly mirrorTraffic: Readonly<Record<string, number>>;
  /** `Creating`, `Updating`, `Deleting`, `Succeeded`, `Failed` or `Canceled`. */
  readonly provisioningState: string;
}

/** A deployment of an endpoint. */
export interface Deployment {
  readonly name: string;
  /** The registered flow that it runs; absent where the model is not an asset of a workspace. */
  readonly model?: { readonly name: string; readonly version: string };
  readonly instanceType?: string;
  readonly instances?: number;
  /** As an endpoint's, and `Scaling`. */
  readonly provisioningState: string;
}

/** What an endpoint answered to a request. */
export interface Score {
  /** HTTP status, whichever it is. */
  readonly status: number;
  /** The parsed answer where it is JSON, otherwise its text. */
  readonly body: unknown;
  /** The deployment that answered; absent where the answer does not say it. */
  readonly deployment?: string;
  /** Of App Service: `self` for production, or the slot that answered; absent where nothing is routed. */
  readonly site?: string;
  /** Milliseconds from sending the request that was answered to the end of its answer. */
  readonly latencyMs: number;
}
