import { type Environment, environmentProblems, type Problem, type SettingFault } from '../model';
import { suggest } from '../model/yaml/nearest';
import { type AcceptedPolicyFinding, type JudgedFindings, type PolicyFinding } from '../stacks';

/** What the policy rules found in an environment. */
export interface PolicyReport {
  readonly accepted: readonly AcceptedPolicyFinding[];
  /** Findings that nobody has accepted, and acceptances that fit nothing, where the configuration decides on them. */
  readonly problems: readonly Problem[];
}

/**
 * Checks what an environment would be synthesized to.
 * @param root the folder that holds `flows-config/`
 */
export async function policyReport(root: string, environment: Environment): Promise<PolicyReport> {
  const { checkPolicies, policyRules } = await import('../stacks');
  const judged = checkPolicies(environment);
  const known = policyRules.map(({ id }) => id);
  const faults = [...openFaults(judged.open), ...unusedFaults(judged.unused, environment.name, known)];
  const problems = faults.length === 0 ? [] : environmentProblems(root, environment.name, faults);
  return { accepted: judged.accepted, problems };
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

function unusedFaults(
  unused: JudgedFindings['unused'],
  environment: string,
  known: readonly string[],
): readonly SettingFault[] {
  return unused.map(({ rule, index, resource }): SettingFault => {
    const path = ['policies', 'accept', index];
    if (!known.includes(rule)) {
      const hint = suggest(rule, known, 'docs/policies.md has all rules.');
      return { path, code: 'unknown-rule', message: `There is no rule '${rule}'.`, hint };
    }
    const where = resource === undefined ? '' : ` on a resource with '${resource}' in its path`;
    const message = `${rule} finds nothing${where} in environment '${environment}', so there is nothing to accept.`;
    return { path, code: 'unused-acceptance', message, hint: 'Take it out.', ownOnly: true };
  });
}
