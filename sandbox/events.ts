import { type RequestRecord } from './http/inference/request-log';

/** What a sandbox tells the program that opened it. Only a host hears of requests. */
export type SandboxEvent =
  | { readonly type: 'hosting'; readonly endpoint: string }
  | { readonly type: 'connected'; readonly endpoint: string; readonly pid: number }
  | { readonly type: 'request'; readonly request: RequestRecord };
