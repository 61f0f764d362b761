import { type AppClient } from '../../azure';
import { appRelease, isSwap, ownGroupOf, placeVersions, type Release } from '../../model';
import { type RunContext } from '../context';
import { Rejected } from '../failure';
import { type StepRunner } from '../step-runner';
import { targetsOf } from './served-targets';

/** An app whose slot holds what is to run in production. */
interface Swap {
  readonly app: string;
  readonly slot: string;
  /** What comes into production, and what leaves it. */
  readonly incoming: string;
  readonly outgoing: string;
}

/**
 * Promotes or rolls back apps by exchanging production and slot, where that is what the release asks for: the apply that
 * follows then changes shares only, and no container starts anew. An apply without it leads to the same.
 * @throws Rejected where a swap is not approved; apps that were swapped before stay swapped
 */
export async function swapSlots(context: RunContext, steps: StepRunner, release: Release): Promise<void> {
  const swaps = await findSwaps(context, release);
  if (swaps.length === 0) return;
  const approved = await context.confirm({
    question: `Swap ${swaps.length === 1 ? '1 app' : `${swaps.length} apps`} of ${context.environment.name} with their slots?`,
    details: swaps.map(
      ({ app, incoming, outgoing }) => `swap ${app}: ${incoming} into production, ${outgoing} into the slot`,
    ),
  });
  if (!approved) {
    throw new Rejected(
      'The swap was not approved.',
      'Nothing of it was done. Run the command again to be asked again.',
    );
  }
  const client = await openApps(context);
  const step = steps.add({ id: 'swap', title: 'Swap slots' });
  await steps.run(step, async (progress) => {
    let done = 0;
    for (const { app, slot, incoming } of swaps) {
      await client.swap(app, slot);
      progress((done += 1), swaps.length, `${incoming} in production of ${app}`);
    }
    const outcome = swaps.map(({ app, incoming }) => `${incoming} in production of ${app}`).join(', ');
    return { value: undefined, outcome };
  });
}

async function openApps({ environment, cloud }: RunContext): Promise<AppClient> {
  const { AppClient: Client } = await import('../../azure');
  return new Client(await cloud.target(environment), ownGroupOf(environment));
}

async function findSwaps(context: RunContext, release: Release): Promise<Swap[]> {
  const apps = targetsOf(context.environment).filter(({ target }) => target.target === 'app-service');
  if (apps.length === 0) return [];
  const client = await openApps(context);
  const swaps = await Promise.all(
    apps.map(async ({ flow, target }): Promise<Swap[]> => {
      const versions = release.flows[flow.name];
      const running = versions && (await client.get(target.name));
      if (versions === undefined || running?.slot === undefined) return [];
      const { production: outgoing, slot } = running;
      const wanted = placeVersions(target, appRelease(versions));
      if (!isSwap({ production: outgoing, slot: slot.version }, wanted)) return [];
      return [{ app: target.name, slot: slot.name, incoming: slot.version, outgoing }];
    }),
  );
  return swaps.flat();
}
