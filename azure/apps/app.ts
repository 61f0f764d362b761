/** A flow on App Service, as Azure shows it. */
export interface FlowApp {
  readonly name: string;
  /** Where requests are sent. */
  readonly scoringUri: string;
  /** What runs in production: the app's own word for it, else `production`. */
  readonly production: string;
  /** What runs in the slot; absent where the app has none. */
  readonly slot?: AppSlot;
  /** Percentages of clients by what runs; 0 for all where the app is stopped. */
  readonly traffic: Readonly<Record<string, number>>;
  /**
   * Images of production and slot by what they run, as App Service pulls them; the slot's is by the slot's name where
   * both run the same. A site that runs no container has none.
   */
  readonly images: Readonly<Record<string, string>>;
}

export interface AppSlot {
  /** The slot's own name. */
  readonly name: string;
  /** What runs in it: the app's own word for it, else the slot's name. */
  readonly version: string;
}
