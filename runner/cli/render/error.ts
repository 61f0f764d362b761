import { UserMistake } from '../../failure';

/** The last resort for what no command turned into a result. Answers the exit code. */
export function renderError(error: unknown, json: boolean): number {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof UserMistake ? error.hint : undefined;
  if (json) {
    console.log(JSON.stringify({ type: 'error', message, ...(hint === undefined ? {} : { hint }) }));
  } else {
    console.error(hint === undefined ? message : `${message}\n${hint}`);
    if (process.env.LLMOPS_DEBUG !== undefined && error instanceof Error) console.error(error.stack);
  }
  return error instanceof UserMistake ? 2 : 1;
}
