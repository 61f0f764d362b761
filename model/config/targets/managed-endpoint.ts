import { z } from 'zod';
import { azureName, nameRules } from '../../names/azure-name';
import { textLike } from '../text-rule';
import { autoscale } from './autoscale';
import { onlineEndpoint, servingTarget } from './serving-target';
import { mirror } from './traffic';

const instanceType = textLike({
  pattern: /^(?:Standard|Basic)_[A-Za-z0-9_-]+$/,
  code: 'wrong-format',
  expected: 'an Azure VM size is needed',
  hint: 'Write it as Azure does, such as Standard_DS3_v2.',
});

/** `target: managed-endpoint` */
export const managedEndpoint = z
  .strictObject({
    target: z.literal('managed-endpoint').meta({ description: 'An Azure ML managed online endpoint.' }),
    name: azureName(nameRules.endpoint)
      .exactOptional()
      .meta({ description: 'Endpoint name, unique in the Azure region. Default: <flow>-<environment>-<hash>.' }),
    ...servingTarget,
    ...onlineEndpoint,
    auth: z.enum(['entra', 'key']).default('entra').meta({ description: 'How callers prove who they are.' }),
    instanceType: instanceType.default('Standard_DS3_v2').meta({ description: 'VM size of the instances.' }),
    mirror: mirror
      .exactOptional()
      .meta({ description: 'Copies a share of live traffic to one release. Default: none.' }),
    autoscale: autoscale.exactOptional().meta({
      description: "Changes the number of instances by load or by time. Default: always 'instances'.",
    }),
  })
  .superRefine((target, context) => {
    const mirrored = target.mirror?.release;
    const share = mirrored === undefined ? 0 : (target.traffic[mirrored] ?? 0);
    if (mirrored === undefined || share === 0) return;
    context.addIssue({
      code: 'custom',
      path: ['mirror', 'release'],
      message: `'${mirrored}' is mirrored to and has ${share} percent of the live traffic; Azure allows one of the two.`,
      params: {
        code: 'mirror-live',
        hint: `Give '${mirrored}' no share in 'traffic', or mirror to the other release.`,
      },
    });
  });
