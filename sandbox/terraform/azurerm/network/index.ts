import { outboundRules } from './outbound-rules';
import { privateLinks } from './private-links';
import { virtualNetworks } from './virtual-networks';

export const networking = [...virtualNetworks, ...privateLinks, ...outboundRules];
