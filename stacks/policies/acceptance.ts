import { type AcceptedFinding } from '../../model/extent';
import { type PolicyFinding } from './findings';

/** A finding that somebody has accepted. */
export interface AcceptedPolicyFinding extends PolicyFinding {
  /** Why it was accepted. */
  readonly justification: string;
}

/** Something that was accepted and is not there. */
export interface UnusedAcceptance {
  readonly rule: string;
  /** Which of the accepted entries it is, counted from 0. */
  readonly index: number;
  /** As in the entry. */
  readonly resource?: string;
}

/** Findings with what was decided on them. */
export interface JudgedFindings {
  /** What nobody has accepted. */
  readonly open: readonly PolicyFinding[];
  readonly accepted: readonly AcceptedPolicyFinding[];
  readonly unused: readonly UnusedAcceptance[];
}

/** Parts findings into open and accepted ones. The first entry that fits a finding accepts it. */
export function judgeFindings(findings: readonly PolicyFinding[], accept: readonly AcceptedFinding[]): JudgedFindings {
  const open: PolicyFinding[] = [];
  const accepted: AcceptedPolicyFinding[] = [];
  for (const finding of findings) {
    const entry = accept.find((one) => fits(one, finding));
    if (entry) accepted.push({ ...finding, justification: entry.reason });
    else open.push(finding);
  }
  const unused = accept.flatMap(({ rules, resource, reason }, index) =>
    rules
      .filter(
        (rule) =>
          !findings.some((finding) =>
            fits({ rules: [rule], reason, ...(resource !== undefined && { resource }) }, finding),
          ),
      )
      .map((rule) => ({ rule, index, ...(resource !== undefined && { resource }) })),
  );
  return { open, accepted, unused };
}

function fits({ rules, resource }: AcceptedFinding, finding: PolicyFinding): boolean {
  return rules.includes(finding.rule) && (resource === undefined || finding.resource.includes(resource));
}
