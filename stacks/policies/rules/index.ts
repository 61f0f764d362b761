import { type PolicyRule } from '../rule';
import { appServiceRules } from './app-service';
import { kubernetesRules } from './kubernetes';
import { servingRules } from './serving';
import { workspaceRules } from './workspace';

/** Every rule that stacks are checked by; docs/policies.md says of each what is meant by it. */
export const policyRules: readonly PolicyRule[] = [
  ...workspaceRules,
  ...servingRules,
  ...appServiceRules,
  ...kubernetesRules,
];
