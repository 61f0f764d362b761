import { type IAspect } from 'cdktf';
import { type IConstruct } from 'constructs';
import { type AcceptedFinding } from '../../model/extent';
import { judgeFindings } from './acceptance';
import { findPolicyFindings } from './findings';

export interface PolicyCheckProps {
  /** Findings that do not matter here, and why not. @default - none */
  readonly accept?: readonly AcceptedFinding[];
}

/**
 * Lets a stack be synthesized only if its resources are what the rules ask for, save those that were accepted:
 * `Aspects.of(stack).add(new PolicyCheck({ accept: [{ rules: ['CKV_AZURE_144'], reason: '…' }] }))`.
 * An acceptance that fits nothing is a mistake as well.
 */
export class PolicyCheck implements IAspect {
  readonly #roots = new Set<IConstruct>();

  constructor(private readonly props: PolicyCheckProps = {}) {}

  visit(construct: IConstruct): void {
    if (construct.node.scopes.some((scope) => this.#roots.has(scope))) return;
    this.#roots.add(construct);
    // Other aspects may still change resources, and validations run once all of them are through.
    construct.node.addValidation({ validate: () => this.#problems(construct) });
  }

  #problems(root: IConstruct): string[] {
    const { open, unused } = judgeFindings(findPolicyFindings(root), this.props.accept ?? []);
    return [
      ...open.map(({ rule, resource, reason, fix }) => `${rule} ${resource}: ${reason} ${fix}`),
      ...unused.map(({ rule, resource }) => {
        const where = resource === undefined ? '' : ` on "${resource}"`;
        return `${rule}${where} is accepted, but there is no such finding: take it out of accept`;
      }),
    ];
  }
}
