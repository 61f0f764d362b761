import { diffWordsWithSpace } from 'diff';
import { element } from '../element';

/** Texts that differ in more are shown as they are: to find all differences would take seconds. */
const limits = { timeout: 300, maxEditLength: 3000 };

/** Two texts, each with what the other has not marked. */
export function differences(before: string, after: string): readonly [Node, Node] {
  const own = document.createDocumentFragment();
  const other = document.createDocumentFragment();
  const parts = before === after ? undefined : diffWordsWithSpace(before, after, limits);
  if (parts === undefined) {
    own.append(before);
    other.append(after);
    return [own, other];
  }
  for (const { value, added, removed } of parts) {
    if (!added) own.append(removed ? element('del', {}, value) : value);
    if (!removed) other.append(added ? element('ins', {}, value) : value);
  }
  return [own, other];
}
