export { AddressRange } from './address-range';
export * from './managed-network';
export * from './network-security-group';
export * from './private-dns-zone';
export * from './private-endpoint';
export * from './subnet';
export * from './virtual-network';
