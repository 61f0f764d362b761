import { DefaultTokenResolver, StringConcat, TerraformResource, Tokenization } from 'cdktf';
import { type IConstruct } from 'constructs';
import { type PolicyAttributes, type PolicyRule } from './rule';
import { policyRules } from './rules';

/** A resource that is not what a rule asks for. */
export interface PolicyFinding {
  /** Id of the rule, such as `CKV_AZURE_144`. */
  readonly rule: string;
  /** Path of the resource's construct: `dev-platform/key-vault`. */
  readonly resource: string;
  /** What the rule asks for. */
  readonly reason: string;
  /** What to change. */
  readonly fix: string;
}

const rulesByType = new Map<string, PolicyRule[]>();
for (const rule of policyRules) {
  for (const type of rule.types) rulesByType.set(type, [...(rulesByType.get(type) ?? []), rule]);
}

/** Types whose resources a rule may want to see beside the one that it looks at. */
const referringTypes = new Set(['azurerm_monitor_diagnostic_setting', 'azurerm_private_endpoint']);

/**
 * What scanners such as Checkov would flag in a construct tree, and what they do not see as it goes through azapi. Looks
 * at the resources as they would be synthesized, overrides included; imported ones are none of the tree's.
 */
export function findPolicyFindings(...roots: readonly IConstruct[]): readonly PolicyFinding[] {
  const resources = roots.flatMap((root) =>
    root.node.findAll().filter((one): one is TerraformResource => TerraformResource.isTerraformResource(one)),
  );
  const referring = resources
    .filter(({ terraformResourceType: type }) => referringTypes.has(type))
    .map((resource) => ({ type: resource.terraformResourceType, text: JSON.stringify(attributesOf(resource)) }));
  return resources.flatMap((resource) => {
    const { terraformResourceType, friendlyUniqueId } = resource;
    const rules = rulesByType.get(terraformResourceType);
    if (!rules) return [];
    const attributes = attributesOf(resource);
    const address = `\${${terraformResourceType}.${friendlyUniqueId}.`;
    const surroundings = {
      isReferredToBy: (type: string) => referring.some((other) => other.type === type && other.text.includes(address)),
    };
    return rules
      .filter((rule) => (rule.appliesTo?.(attributes) ?? true) && !rule.passes(attributes, surroundings))
      .map(({ id, asks, fix }) => ({ rule: id, resource: pathOf(resource), reason: asks, fix }));
  });
}

const resolver = new DefaultTokenResolver(new StringConcat());

function attributesOf(resource: TerraformResource): PolicyAttributes {
  const { resource: types } = resource.toTerraform() as {
    resource: Record<string, Record<string, PolicyAttributes>>;
  };
  const attributes = types[resource.terraformResourceType]?.[resource.friendlyUniqueId];
  return Tokenization.resolve(attributes, { scope: resource, resolver, preparing: false }) as PolicyAttributes;
}

/** A construct's main resource is meant where the construct is named. */
function pathOf({ node: { path } }: IConstruct): string {
  return path.replace(/\/Resource$/, '');
}
