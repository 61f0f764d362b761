/** Whether the environment names a collector, by the variables that OpenTelemetry defines, and does not switch traces off. */
export function isCollectorConfigured(): boolean {
  const exporters = variable('OTEL_TRACES_EXPORTER');
  if (isTracingDisabled() || variable('OTEL_SDK_DISABLED').toLowerCase() === 'true') return false;
  if (exporters !== '' && !exporters.split(',').some((name) => name.trim() === 'otlp')) return false;
  return variable('OTEL_EXPORTER_OTLP_ENDPOINT') !== '' || variable('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') !== '';
}

/** Whether prompt flow's variable switches all traces off, those of files, too. */
export function isTracingDisabled(): boolean {
  return variable('PF_DISABLE_TRACING').toLowerCase() === 'true';
}

/** Whether traces hold what flows are given and answer, which may be personal: OpenTelemetry's variable for models asks for it. */
export function capturesContent(): boolean {
  return variable('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT').toLowerCase() === 'true';
}

function variable(name: string): string {
  return process.env[name]?.trim() ?? '';
}
