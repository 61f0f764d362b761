/** What a conditioned right to assign roles still allows, for one of the two actions. */
interface Allowed {
  /** GUIDs of role definitions, in lower case. */
  readonly roles: readonly string[];
  /** In lower case; undefined where any type may be assigned to. */
  readonly principalTypes: readonly string[] | undefined;
}

/** The part of a condition that is about one action: `!(ActionMatches{…}) OR (…)`. */
interface Clause extends Allowed {
  readonly action: 'write' | 'delete';
}

/** A role assignment that somebody wants to make or to remove. */
export interface AskedAssignment {
  readonly action: 'write' | 'delete';
  readonly roleGuid: string;
  readonly principalType: string;
}

const attribute = String.raw`@(?:Request|Resource)\[Microsoft\.Authorization\/roleAssignments:`;
const roles = new RegExp(String.raw`${attribute}RoleDefinitionId\]\s*ForAnyOfAnyValues:GuidEquals\s*\{([^}]*)\}`, 'i');
const types = new RegExp(
  String.raw`${attribute}PrincipalType\]\s*ForAnyOfAnyValues:StringEqualsIgnoreCase\s*\{([^}]*)\}`,
  'i',
);
const action = /!\s*\(\s*ActionMatches\s*\{\s*'Microsoft\.Authorization\/roleAssignments\/(write|delete)'\s*\}\s*\)/gi;

/**
 * Reads a condition of a role assignment in the forms that constrain which roles may be assigned, and to which types of
 * principals; undefined where it says anything else, which the sandbox does not know.
 */
export function parseAssignmentCondition(condition: string): readonly Clause[] | undefined {
  const starts = [...condition.matchAll(action)];
  const clauses = starts.map((start, index) => {
    const text = condition.slice(start.index + start[0].length, starts[index + 1]?.index);
    const role = roles.exec(text);
    const type = types.exec(text);
    return {
      action: start[1]?.toLowerCase() as Clause['action'],
      roles: itemsOf(role?.[1]),
      principalTypes: type ? itemsOf(type[1]) : undefined,
      rest: text.replace(role?.[0] ?? '', '').replace(type?.[0] ?? '', ''),
    };
  });
  const before = condition.slice(0, starts[0]?.index);
  const understood =
    starts.length > 0 &&
    [before, ...clauses.map(({ rest }) => rest)].every((text) => /^(?:\s|\(|\)|AND|OR)*$/i.test(text)) &&
    clauses.every((clause) => clause.roles.length > 0);
  return understood ? clauses : undefined;
}

/** True where a condition lets the assignment be made or removed. */
export function allowsAssignment(condition: string, asked: AskedAssignment): boolean {
  return (parseAssignmentCondition(condition) ?? []).every(
    (clause) =>
      clause.action !== asked.action ||
      (clause.roles.includes(asked.roleGuid.toLowerCase()) &&
        (clause.principalTypes?.includes(asked.principalType.toLowerCase()) ?? true)),
  );
}

function itemsOf(list: string | undefined): readonly string[] {
  return (list ?? '')
    .split(',')
    .map((item) => item.trim().replace(/^'|'$/g, '').toLowerCase())
    .filter((item) => item !== '');
}
