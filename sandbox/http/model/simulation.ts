import { readFile, stat } from 'node:fs/promises';
import { answerAgain, answerWithText, type ModelAnswer, unpreparedText } from './answer';
import { hashRequest, parseRecordings, type RecordedAnswer, recordingsOf } from './recordings';
import { type ModelRequest } from './request';
import { parseRules } from './rules';

/** The model's side of the sandbox: finds the answer to a request. */
export interface Simulation {
  /** A recorded answer to the same request, else that of the first matching rule, else one that says it is simulated. */
  answer(request: ModelRequest): Promise<ModelAnswer>;
}

/**
 * Answers from files of rules and the answers recorded beside them. Files are read on first use and again after they
 * change; one that is not there counts as empty. Rejects with a SimulationError where a file is wrong.
 */
export function openSimulation(rulesFiles: readonly string[]): Simulation {
  const rules = rulesFiles.map((file) => readOnChange(file, parseRules, []));
  const recordings = rulesFiles.map((file) =>
    readOnChange(recordingsOf(file), parseRecordings, new Map<string, RecordedAnswer>()),
  );
  return {
    async answer(request) {
      const hash = hashRequest({ ...request.body, model: request.model });
      for (const read of recordings) {
        const recorded = (await read()).get(hash);
        if (recorded) return answerAgain(request, recorded);
      }
      for (const read of rules) {
        for (const rule of await read()) {
          const text = rule.answer(request);
          if (text !== undefined) return answerWithText(request, text);
        }
      }
      return answerWithText(request, unpreparedText(request, rulesFiles));
    },
  };
}

function readOnChange<T>(file: string, parse: (text: string, file: string) => T, empty: T): () => Promise<T> {
  let known: { readonly state: string; readonly value: T } | undefined;
  return async () => {
    const state = await stateOf(file);
    if (state === undefined) return empty;
    if (known?.state !== state) known = { state, value: parse(await readFile(file, 'utf8'), file) };
    return known.value;
  };
}

async function stateOf(file: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs}/${size}/${ino}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
