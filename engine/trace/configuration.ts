/** Whether the environment names a collector, by the variables that OpenTelemetry defines, and does not switch traces off. */
export function isCollectorConfigured(): boolean {
  const exporters = variable('OTEL_TRACES_EXPORTER');
  if (variable('OTEL_SDK_DISABLED').toLowerCase() === 'true') return false;
  if (exporters !== '' && !exporters.split(',').some((name) => name.trim() === 'otlp')) return false;
  return variable('OTEL_EXPORTER_OTLP_ENDPOINT') !== '' || variable('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') !== '';
}

function variable(name: string): string {
  return process.env[name]?.trim() ?? '';
}
