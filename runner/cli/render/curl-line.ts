import { relative } from 'node:path';

/** A line that calls an endpoint of the sandbox; the token is in a file, so that it is in no process list and no history. */
export function curlLine(scoringUri: string, headerFile: string, sampleRequest: string): string {
  const here = (path: string) => {
    const short = relative(process.cwd(), path);
    return short.startsWith('..') ? path : short;
  };
  return `curl -H @${here(headerFile)} -H 'content-type: application/json' -d @${here(sampleRequest)} ${scoringUri}`;
}
