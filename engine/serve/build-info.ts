/** What a server says of itself. */
export interface BuildInfo {
  /** Version to show where the environment names no build. */
  readonly version: string;
  /** Variables of the process: `BUILD_INFO`, `PROMPTFLOW_RESPONSE_INCLUDED_FIELDS`. Default: none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** The answer of /health. */
export function health({ version }: BuildInfo): { readonly status: string; readonly version: string } {
  return { status: 'Healthy', version };
}

/** The answer of /version: with the build that the environment names, if any. */
export function versionInfo(info: BuildInfo): {
  readonly status: string;
  readonly build_info: string;
  readonly version: unknown;
} {
  const build = info.environment?.['BUILD_INFO'] ?? '';
  return { status: 'Healthy', build_info: build, version: buildNumber(build) ?? info.version };
}

/** `build_number` of the JSON in BUILD_INFO; whatever else stands there does not keep a server from answering. */
function buildNumber(build: string): unknown {
  try {
    return (JSON.parse(build) as { build_number?: unknown } | null)?.build_number;
  } catch {
    return undefined;
  }
}
