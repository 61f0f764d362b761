/**
 * Flows on Azure as typed infrastructure: the constructs, and the stacks that put them together from `flows-config/`.
 * The rest has entry points of its own: `llmops-cdktf/model`, `/engine`, `/sandbox` and `/runner`.
 */
export * from './constructs';
export * from './stacks';
