export * from './acceptance';
export * from './findings';
export * from './policy-check';
export { type PolicyAttributes, type PolicyRule, type PolicySurroundings } from './rule';
export { policyRules } from './rules';
