import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRunLines, type RunLine, type RunSummary } from '../../experiments';
import { type JsonValue } from '../../model';

/**
 * The lines of a run with what its evaluations said of them, one after another; none of a run that never began. Run
 * folders are ordered by line, so both sides are read side by side and nothing is kept. What an evaluation said in an
 * object is a score for each of its values, by its path: `<evaluation>.<output>.<key>`.
 */
export async function* scoredLines(run: RunSummary): AsyncGenerator<RunLine> {
  if (!hasLines(run.folder)) return;
  const judges = Object.entries(run.evaluations).map(([name, { folder }]) => new Judge(name, folder));
  try {
    for await (const line of readRunLines(run.folder)) {
      const scores: Record<string, JsonValue> = {};
      for (const judge of judges) await judge.addScores(line.line, scores);
      yield { ...line, scores };
    }
  } finally {
    for (const judge of judges) await judge.close();
  }
}

function hasLines(folder: string): boolean {
  return existsSync(join(folder, 'details.jsonl'));
}

/** The lines of an evaluation, read as far as the run is. */
class Judge {
  private readonly lines: AsyncGenerator<RunLine> | undefined;
  private next: RunLine | undefined;

  constructor(
    private readonly name: string,
    folder: string,
  ) {
    this.lines = hasLines(folder) ? readRunLines(folder) : undefined;
  }

  async addScores(number: number, scores: Record<string, JsonValue>): Promise<void> {
    while (this.lines !== undefined && (this.next?.line ?? -1) < number) {
      const read = await this.lines.next();
      if (read.done === true) return;
      this.next = read.value;
    }
    if (this.next?.line === number) addLeaves(this.name, this.next.outputs, scores);
  }

  async close(): Promise<void> {
    await this.lines?.return(undefined);
  }
}

function addLeaves(path: string, value: JsonValue, scores: Record<string, JsonValue>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    scores[path] = value;
    return;
  }
  for (const [key, inner] of Object.entries<JsonValue>(value)) addLeaves(`${path}.${key}`, inner, scores);
}
