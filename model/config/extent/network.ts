import { z } from 'zod';
import { armId } from '../arm-id';
import { environmentDefaults as standard } from '../environment-defaults';
import { textLike } from '../text-rule';

const addressSpace = textLike({
  pattern: /^(?:10|172|192)(?:\.\d{1,3}){3}\/(?:1[0-9]|2[0-4])$/,
  code: 'wrong-format',
  expected: 'a private IPv4 range from /10 to /24 is needed',
  hint: 'Write 10.40.0.0/16, for example.',
});

const hostName = textLike({
  pattern: /^(?:\*\.)?(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]{2,}$/,
  code: 'wrong-format',
  expected: 'a host name is needed, without https:// and path',
  hint: 'Write api.example.com or *.example.com.',
});

/** `network`: how much of an environment the internet reaches. */
export const network = z.strictObject({
  isolation: z.enum(['public', 'private']).exactOptional().meta({
    description: 'private: no public access; private endpoints, private DNS, and only named ways out.',
    default: standard.network.isolation,
  }),
  addressSpace: addressSpace.exactOptional().meta({
    description: 'Address space of the virtual network that is made.',
    default: standard.network.addressSpace,
  }),
  existing: z
    .strictObject({
      subnet: armId('Microsoft.Network/virtualNetworks/subnets')
        .exactOptional()
        .meta({ description: 'Subnet for private endpoints, in place of a new virtual network.' }),
      appSubnet: armId('Microsoft.Network/virtualNetworks/subnets').exactOptional().meta({
        description: 'Subnet delegated to Microsoft.Web/serverFarms, which App Service apps send from.',
      }),
      nodeSubnet: armId('Microsoft.Network/virtualNetworks/subnets')
        .exactOptional()
        .meta({ description: 'Subnet for the nodes of clusters that are made.' }),
      privateDnsZones: z
        .record(z.string(), armId('Microsoft.Network/privateDnsZones'))
        .exactOptional()
        .meta({ description: 'Private DNS zones by zone, such as privatelink.api.azureml.ms. Others are made.' }),
    })
    .exactOptional()
    .meta({ description: 'Networks that exist already. Default: none.' }),
  outbound: z.array(hostName).exactOptional().meta({
    description: 'Host names that flows may reach beside those of the connections.',
    default: [],
  }),
});
