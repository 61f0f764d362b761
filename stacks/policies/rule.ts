/** Attributes of a resource as the synthesized JSON has them: Terraform's names, single blocks as objects. */
export type PolicyAttributes = Readonly<Record<string, unknown>>;

/** What else is in the stacks that are checked. */
export interface PolicySurroundings {
  /** True where a resource of this type refers to the one that is looked at. */
  readonly isReferredToBy: (type: string) => boolean;
}

/** Something that a resource should be, and a scanner or an auditor would ask for. */
export interface PolicyRule {
  /** As Checkov names it; what Checkov has no rule for begins with `LLMOPS_`. */
  readonly id: string;
  /** Terraform types of the resources that it looks at. */
  readonly types: readonly string[];
  /** What should be, as a sentence. */
  readonly asks: string;
  /** What to change, in the configuration or in the construct. */
  readonly fix: string;
  /** Which of the resources it is for. @default - all of its types */
  readonly appliesTo?: (attributes: PolicyAttributes) => boolean;
  /** Whether a resource is as it should be. */
  readonly passes: (attributes: PolicyAttributes, surroundings: PolicySurroundings) => boolean;
}

/** The value at a dotted path; undefined where there is none. Blocks that are lists are followed by their first entry. */
export function at(attributes: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, part) => {
    const one: unknown = Array.isArray(value) ? value[0] : value;
    return one !== null && typeof one === 'object' ? (one as Record<string, unknown>)[part] : undefined;
  }, attributes);
}

/** Passes where the attribute has one of the values. */
export function is(path: string, ...values: readonly unknown[]): PolicyRule['passes'] {
  return (attributes) => values.includes(at(attributes, path));
}

/** Passes where the attribute is set to something. */
export function isSet(path: string): PolicyRule['passes'] {
  return (attributes) => ![undefined, null, ''].includes(at(attributes, path) as string | null | undefined);
}
