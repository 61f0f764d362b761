import { z } from 'zod';
import { azureName, nameRules } from '../../names/azure-name';
import { guid } from '../guid';
import { servingTarget } from './serving-target';

/** `target: app-service` */
export const appService = z.strictObject({
  target: z.literal('app-service').meta({ description: 'A Linux web app on an App Service plan.' }),
  name: azureName(nameRules.webApp)
    .exactOptional()
    .meta({ description: 'Name of the app, unique in all of Azure. Default: app-<flow>-<environment>-<hash>.' }),
  ...servingTarget,
  auth: z
    .union([
      z.literal('none'),
      z.strictObject({
        clientId: guid('application').meta({
          description: 'Client id of the Entra application that callers ask tokens for.',
        }),
      }),
    ])
    .meta({
      description: 'Who may call: none (anyone who reaches the app), or { clientId } for callers with an Entra token.',
    }),
  plan: z
    .string()
    .exactOptional()
    .meta({ description: "One of the environment's App Service plans. Default: its only plan." }),
});
