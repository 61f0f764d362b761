import { type Environment, environmentProblems, type Problem, type SettingFault } from '../model';
import { suggest } from '../model/yaml/nearest';
import { type AcceptedPolicyFinding, type PolicyFinding, type UnusedAcceptance } from '../stacks';

/** What the policy rules found in an environment. */
export interface PolicyReport {
  readonly accepted: readonly AcceptedPolicyFinding[];
  /** Findings that nobody has accepted, and rules that do not exist, where the configuration decides on them. */
  readonly problems: readonly Problem[];
  /** Acceptances that fit nothing: mistakes for `validate`, but no reason to stop a deploy. */
  readonly unused: readonly Problem[];
}

/**
 * Checks what an environment would be synthesized to.
 * @param root the folder that holds `flows-config/`
 */
export async function policyReport(root: string, environment: Environment): Promise<PolicyReport> {
  const { checkPolicies, policyRules } = await import('../stacks');
  const judged = checkPolicies(environment);
  const known = policyRules.map(({ id }) => id);
  const unknown = judged.unused.filter(({ rule }) => !known.includes(rule));
  const unused = judged.unused.filter(({ rule }) => known.includes(rule));
  const problems = (faults: readonly SettingFault[]) =>
    faults.length === 0 ? [] : environmentProblems(root, environment.name, faults);
  return {
    accepted: judged.accepted,
    problems: problems([...openFaults(judged.open), ...unknown.map((one) => unknownFault(one, known))]),
    unused: problems(unused.map((one) => unusedFault(one, environment.name))),
  };
}

/** One for each rule, however many resources are not what it asks for. */
function openFaults(open: readonly PolicyFinding[]): readonly SettingFault[] {
  const rules = new Map(open.map((finding) => [finding.rule, finding]));
  return [...rules].map(([rule, { reason, fix }]): SettingFault => {
    const resources = open.flatMap((finding) => (finding.rule === rule ? finding.resource : []));
    return {
      path: ['policies', 'accept'],
      code: rule,
      message: `${reason} Not so: ${resources.join(', ')}.`,
      hint: `${fix} Or say why it does not matter here: policies: { accept: [{ rule: ${rule}, reason: … }] }.`,
    };
  });
}

function unknownFault({ rule, index }: UnusedAcceptance, known: readonly string[]): SettingFault {
  const hint = suggest(rule, known, 'docs/policies.md has all rules.');
  return {
    path: ['policies', 'accept', index],
    code: 'unknown-rule',
    message: `There is no rule '${rule}'.`,
    hint,
  };
}

function unusedFault({ rule, index, resource }: UnusedAcceptance, environment: string): SettingFault {
  const where = resource === undefined ? '' : ` on a resource with '${resource}' in its path`;
  return {
    path: ['policies', 'accept', index],
    code: 'unused-acceptance',
    message: `${rule} finds nothing${where} in environment '${environment}', so there is nothing to accept.`,
    hint: 'Take it out.',
    ownOnly: true,
  };
}
