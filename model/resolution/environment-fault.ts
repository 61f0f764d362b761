import { type Fault } from '../yaml/document';
import { listed } from '../yaml/nearest';

/** A mistake that an environment has, be it made in a block that it inherits from. */
export interface EnvironmentFault extends Fault {
  /** The environment, where the mistake stands in another block than its own. */
  readonly heir?: string;
}

/** One fault for each mistake, however many environments inherit it. */
export function withHeirs(faults: readonly EnvironmentFault[]): readonly Fault[] {
  const mistakes = new Map<string, { readonly fault: Fault; readonly heirs: string[] }>();
  for (const { heir, ...fault } of faults) {
    const key = JSON.stringify([fault.path, fault.code, fault.message]);
    const mistake = mistakes.get(key) ?? { fault, heirs: [] };
    if (heir !== undefined) mistake.heirs.push(heir);
    mistakes.set(key, mistake);
  }
  return [...mistakes.values()].map(({ fault, heirs }) => {
    if (heirs.length === 0) return fault;
    const subject = heirs.length === 1 ? 'Environment' : 'Environments';
    const note = `${subject} ${listed(heirs)} ${heirs.length === 1 ? 'inherits' : 'inherit'} this.`;
    return { ...fault, message: `${fault.message} ${note}` };
  });
}
