import { z } from 'zod';
import { azureName, nameRules } from '../../names/azure-name';
import { armId } from '../arm-id';
import { environmentDefaults as standard } from '../environment-defaults';
import { shortName } from '../short-name';

/** Tiers of Linux plans. Free and Basic have no deployment slots, so they serve one version at a time. */
export const planSkus = [
  ...['F1', 'B1', 'B2', 'B3', 'S1', 'S2', 'S3'],
  ...['P0v3', 'P1v3', 'P2v3', 'P3v3', 'P1mv3', 'P2mv3', 'P3mv3', 'P4mv3', 'P5mv3'],
  ...['P0v4', 'P1v4', 'P2v4', 'P3v4', 'P1mv4', 'P2mv4', 'P3mv4', 'P4mv4', 'P5mv4'],
  ...['I1v2', 'I2v2', 'I3v2', 'I4v2', 'I5v2', 'I6v2', 'I1mv2', 'I2mv2', 'I3mv2', 'I4mv2', 'I5mv2'],
] as const;

/** True for a tier that has deployment slots. */
export function hasSlots(sku: string): boolean {
  return !/^[FB]\d/.test(sku);
}

const plan = z.strictObject({
  name: azureName(nameRules.servicePlan).exactOptional().meta({
    description: 'Name of the plan. Default: asp-<project>-<environment>-<name>.',
  }),
  existing: armId('Microsoft.Web/serverFarms').exactOptional().meta({
    description: "ARM id of a plan that exists already; 'sku' says which tier it has. Default: a new one.",
  }),
  sku: z.enum(planSkus).exactOptional().meta({
    description: 'Tier. An A/B split needs deployment slots: S1 or better.',
    default: standard.appServicePlan.sku,
  }),
  workers: z.int().min(1).max(100).exactOptional().meta({
    description: 'Number of instances.',
    default: standard.appServicePlan.workers,
  }),
  zoneRedundant: z.boolean().exactOptional().meta({
    description: 'Spread the instances over zones; needs a premium tier and 2 instances or more.',
    default: false,
  }),
});

/** `appServicePlans`: what App Service targets run on, by name. */
export const appServicePlans = z.record(shortName('a plan name', 12), plan);
