export * from './flow-app';
export * from './plan';
export { type FlowAppAuthentication, type FlowAppVersion, type SiteProps } from './site-settings';
export * from './vault-secret';
