import { type Fault } from '../yaml/document';
import { listed } from '../yaml/nearest';

/** A mistake that an environment has, be it made in a block that it inherits from. */
export interface EnvironmentFault extends Fault {
  /** The environment, where the mistake stands in another block than its own. */
  readonly heir?: string;
  /** The environment, where neither it nor a block that it inherits from states what is needed. */
  readonly lacking?: string;
}

/** One fault for each mistake, however many environments have it. */
export function merged(faults: readonly EnvironmentFault[]): readonly Fault[] {
  const mistakes = new Map<string, { readonly fault: Fault; readonly heirs: string[]; readonly lacking: string[] }>();
  for (const { heir, lacking, ...fault } of faults) {
    const key = JSON.stringify([lacking === undefined ? fault.path : '', fault.code, fault.message]);
    const mistake = mistakes.get(key) ?? { fault, heirs: [], lacking: [] };
    if (heir !== undefined && lacking === undefined) mistake.heirs.push(heir);
    if (lacking !== undefined) mistake.lacking.push(lacking);
    mistakes.set(key, mistake);
  }
  return [...mistakes.values()].map(({ fault, heirs, lacking }) => ({
    ...fault,
    message:
      fault.message + note(heirs, 'inherits', 'inherit') + (lacking.length > 1 ? note(lacking, 'lacks', 'lack') : ''),
  }));
}

function note(environments: readonly string[], one: string, many: string): string {
  if (environments.length === 0) return '';
  const who = `${environments.length === 1 ? 'Environment' : 'Environments'} ${listed(environments)}`;
  return ` ${who} ${environments.length === 1 ? one : many} this.`;
}
