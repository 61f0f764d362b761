import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runBatch } from '../../../engine';
import { finished, jsonLines } from '../batch/batch-run';
import { writeFlow } from '../flow-folder';

const judge = `import os
from dataclasses import dataclass

@dataclass
class Verdict:
    score: float
    process: int

class Judge:
    def __init__(self, weight: float = 1.0):
        self.weight = weight

    async def __call__(self, answer: str, truth: str, as_dict: bool = False):
        if answer == "boom":
            raise ValueError("boom")
        verdict = Verdict(self.weight if answer == truth else 0.0, os.getpid())
        return {"score": verdict.score, "process": verdict.process} if as_dict else verdict

    def __aggregate__(self, line_results):
        if not line_results:
            raise ValueError("nothing to judge")
        return {"mean": sum(v.score for v in line_results) / len(line_results), "lines": len(line_results)}
`;

async function judged(records: readonly unknown[], options: object = {}) {
  const folder = writeFlow({ 'flow/flow.flex.yaml': 'entry: judge:Judge\n', 'flow/judge.py': judge });
  writeFileSync(join(folder, 'data.jsonl'), jsonLines(records));
  const out = mkdtempSync(join(folder, 'runs-'));
  rmSync(out, { recursive: true });
  return finished(
    await runBatch(join(folder, 'flow'), { outdir: out, data: [join(folder, 'data.jsonl')], ...options }),
  );
}

describe('a batch of a flex flow', () => {
  test('results of every process reach one __aggregate__, as the objects they are or as dicts with attributes', async () => {
    const records = Array.from({ length: 12 }, (_, index) => ({
      answer: index === 5 ? 'boom' : 'a',
      truth: index % 2 === 0 ? 'a' : 'b',
      as_dict: index > 5,
    }));
    const mapping = { answer: '${data.answer}', truth: '${data.truth}', as_dict: '${data.as_dict}' };
    const { result, lines, read } = await judged(records, {
      mapping,
      init: { weight: '2' },
      environmentVariables: { PF_WORKER_COUNT: '2' },
      concurrency: 2,
    });
    expect(result).toMatchObject({
      status: 'Completed',
      lines: { total: 12, completed: 11, failed: 1 },
      error: { message: expect.stringContaining("Execution failure in 'Judge.__call__': (ValueError) boom") as string },
    });
    expect(result.metrics).toEqual({ mean: 12 / 11, lines: 11 });
    expect(JSON.parse(read('metrics.json'))).toEqual({ mean: 12 / 11, lines: 11 });
    expect(lines.find(({ lineNumber }) => lineNumber === 0)?.outputs).toMatchObject({ score: 2 });
  });

  test('an aggregation that fails leaves the run completed, without metrics', async () => {
    const { result } = await judged([{ answer: 'boom', truth: 'a' }]);
    expect(result).toMatchObject({ status: 'Completed', metrics: {}, lines: { failed: 1 } });
  });

  test('inputs that the code does not have are no columns that are missing', async () => {
    const { result } = await judged([{ answer: 'a' }]);
    expect(result).toMatchObject({ status: 'Failed', error: { code: 'ApplyInputMappingError' } });
    expect(result.error?.message).toContain('${data.truth}');
    expect(result.error?.message).not.toContain('${data.as_dict}');
  });
});
