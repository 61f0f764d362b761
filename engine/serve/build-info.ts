/** What a server says of itself. */
export interface BuildInfo {
  /** Version to show where the environment names no build. */
  readonly version: string;
  /** Variables of the process: `BUILD_INFO`, `PROMPTFLOW_RESPONSE_INCLUDED_FIELDS`. Default: none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** The answer of /health. */
export function health(info: BuildInfo): { readonly status: string; readonly version: string } {
  return { status: 'Healthy', version: buildVersion(info) };
}

/** The answer of /version. */
export function versionInfo(info: BuildInfo): { readonly build_info: string } & ReturnType<typeof health> {
  return { ...health(info), build_info: info.environment?.['BUILD_INFO'] ?? '' };
}

/** `build_number` of the JSON in BUILD_INFO; whatever else stands there does not keep a server from answering. */
function buildVersion({ version, environment }: BuildInfo): string {
  try {
    const info = JSON.parse(environment?.['BUILD_INFO'] ?? '') as { build_number?: unknown } | null;
    const build = info?.build_number;
    return typeof build === 'string' || typeof build === 'number' ? String(build) : version;
  } catch {
    return version;
  }
}
