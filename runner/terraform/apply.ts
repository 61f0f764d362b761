import { StepFailure } from '../failure';
import { ApplyMarker, existingResources } from './interruption';
import { type ApplyProgress, type StackPlan, type TerraformStack } from './stack';

export interface AppliedStack {
  /** Addresses of resources that a killed run had made and that were taken into the state. */
  readonly adopted: readonly string[];
}

/**
 * Applies a plan, and finishes what a killed apply began: where a resource of this stack exists although the state
 * does not know it, it is imported and the rest is planned and applied again. Without a killed apply before it, an
 * existing resource is somebody else's and stays an error.
 */
export async function applyStack(
  stack: TerraformStack,
  plan: StackPlan,
  onProgress?: (progress: ApplyProgress) => void,
): Promise<AppliedStack> {
  const marker = new ApplyMarker(stack.directory);
  const wasInterrupted = marker.exists;
  marker.set();
  const adopted: string[] = [];
  let current = plan;
  for (;;) {
    const outcome = await stack.apply(current, onProgress);
    if (outcome.succeeded) {
      marker.clear();
      return { adopted };
    }
    const existing = existingResources(outcome.errors);
    const adoptable = wasInterrupted && existing.length > 0 && existing.length === outcome.errors.length;
    if (!adoptable || existing.some(({ address }) => adopted.includes(address))) {
      if (!wasInterrupted) marker.clear();
      throw new StepFailure(`terraform apply failed for ${stack.name}.`, {
        causes: outcome.causes,
        next:
          existing.length > 0
            ? existing.map(
                ({ address, id }) => `If it is yours: terraform -chdir=${stack.directory} import ${address} ${id}`,
              )
            : ['Mend the cause and run the command again: what was applied is in the state and is not done twice.'],
      });
    }
    for (const { address, id } of existing) {
      await stack.import(address, id);
      adopted.push(address);
    }
    current = await stack.plan();
  }
}
