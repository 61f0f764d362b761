import { type Confirm } from './events';
import { Rejected } from './failure';

/** Node takes a longer time for none at all. */
const longestTimer = 2 ** 31 - 1;

/**
 * Asks as `confirm` does, and takes no answer for a no: a deploy that waits holds locks, and what it planned grows old.
 * @param minutes how long a question stays open; undefined: for ever
 */
export function confirmInTime(confirm: Confirm, minutes: number | undefined): Confirm {
  if (minutes === undefined) return confirm;
  return async (confirmation) => {
    const closing = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => {
          const hint = 'Nothing of it was done. Run the command again to be asked again.';
          const limit = `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
          reject(new Rejected(`Nobody answered within ${limit}: ${confirmation.question}`, hint));
          closing.abort();
        },
        Math.min(minutes * 60_000, longestTimer),
      );
    });
    try {
      return await Promise.race([confirm({ ...confirmation, signal: closing.signal }), tooLate]);
    } finally {
      clearTimeout(timer);
    }
  };
}
