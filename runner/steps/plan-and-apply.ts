import { devopsState, stackState } from '../../model';
import { type RunContext } from '../context';
import { Rejected } from '../failure';
import { type PlanCounts, type StackKind } from '../result';
import { type StepOutcome, type StepRunner } from '../step-runner';
import { applyStack } from '../terraform/apply';
import { restoreTornState } from '../terraform/interruption';
import { type StackPlan, type TerraformStack } from '../terraform/stack';

/** Makes a stack ready for Terraform, in the state in which its last run left it, however that run ended. */
export async function prepareStack(context: RunContext, kind: StackKind, stack: TerraformStack): Promise<void> {
  const { project, environment, cloud, emit } = context;
  const { sandboxDirectory } = cloud;
  const state =
    kind === 'devops'
      ? devopsState(project.root, sandboxDirectory)
      : stackState(project.root, environment, kind, sandboxDirectory);
  if (state.kind === 'local' && restoreTornState(state.path)) {
    emit({
      type: 'warning',
      message: `The state of ${stack.name} was half written by a killed run; its backup is used.`,
    });
  }
  await stack.init();
}

/** Plans one stack, in the state in which its last run left it. */
export async function planStack(
  context: RunContext,
  kind: StackKind,
  stack: TerraformStack,
  options: { readonly destroy?: boolean } = {},
): Promise<StepOutcome<StackPlan>> {
  const { emit } = context;
  if (options.destroy !== true) for (const message of stack.warnings) emit({ type: 'warning', message });
  await prepareStack(context, kind, stack);
  const plan = await stack.plan(options);
  for (const { summary, detail } of plan.warnings) {
    emit({ type: 'warning', message: [summary, detail].filter(Boolean).join(': ') });
  }
  return { value: plan, outcome: describeCounts(plan.counts, plan.empty) };
}

/** Asks for a plan that changes something, then applies exactly that plan. An empty one is neither asked nor applied. */
export async function confirmAndApply(
  context: RunContext,
  steps: StepRunner,
  kind: StackKind,
  stack: TerraformStack,
  plan: StackPlan,
): Promise<void> {
  if (!plan.empty && plan.changes.length > 0) {
    const question = `Apply this plan to ${stack.name} (${describeCounts(plan.counts, false)})?`;
    const approved = await context.confirm({
      question,
      details: plan.changes.map(({ action, address }) => `${action} ${address}`),
    });
    if (!approved) {
      throw new Rejected(
        `The plan of ${stack.name} was not approved.`,
        'Nothing of it was applied. Run the command again to be asked again.',
      );
    }
  }
  await steps.run(`${kind}-apply`, async (progress) => {
    if (plan.empty) return { value: undefined, outcome: 'nothing to do', skipped: true };
    const { adopted } = await applyStack(stack, plan, ({ done, total, action, address }) =>
      progress(done, total, `${action} ${address}`),
    );
    const finished = adopted.length === 0 ? '' : `; ${adopted.length} adopted from an interrupted run`;
    return { value: undefined, outcome: `${describeCounts(plan.counts, false)}${finished}` };
  });
}

export function describeCounts({ add, change, destroy }: PlanCounts, empty: boolean): string {
  if (empty) return 'no changes';
  const parts = [
    ...(add > 0 ? [`${add} to add`] : []),
    ...(change > 0 ? [`${change} to change`] : []),
    ...(destroy > 0 ? [`${destroy} to destroy`] : []),
  ];
  return parts.length === 0 ? 'outputs only' : parts.join(', ');
}
