import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root, type Row } from './example';

/** Does what the batch runner does with an aggregation node: calls its tool once and collects what it logs. */
const callTool = `
import importlib.util, json, sys
from promptflow._core.metric_logger import add_metric_logger
file, tool = sys.argv[1:]
spec = importlib.util.spec_from_file_location(tool, file)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
logged = {}
add_metric_logger(logged.__setitem__)
getattr(module, tool)(**json.load(sys.stdin))
json.dump(logged, sys.stdout)
`;

/** The metrics that an example's evaluation logs for the grades of a dataset. */
export function metricsOf(evaluationFolder: string, grades: readonly Row[]): Record<string, number> {
  const printed = execFileSync(
    'python3',
    ['-B', '-c', callTool, join(evaluationFolder, 'log_metrics.py'), 'log_metrics'],
    {
      env: { ...process.env, PYTHONPATH: join(root, 'engine/python') },
      input: JSON.stringify({ grades }),
      encoding: 'utf8',
    },
  );
  return JSON.parse(printed) as Record<string, number>;
}
