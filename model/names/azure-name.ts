import { z } from 'zod';

/** What Azure allows as a resource's name (Microsoft's resource name rules, and those of online endpoints). */
export interface NameRule {
  /** As messages call it. */
  readonly resource: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Which characters, where; the length is checked apart. */
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly characters: string;
}

const startsAlphanumeric = 'letters, digits, hyphens and underscores, starting with a letter or digit';

export const nameRules = {
  endpoint: {
    resource: 'Endpoint',
    minimum: 3,
    maximum: 32,
    pattern: /^[a-zA-Z](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9]))*$/,
    characters: 'letters, digits and single hyphens, starting with a letter and ending with a letter or digit',
  },
  connection: {
    resource: 'Connection',
    minimum: 3,
    maximum: 33,
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/,
    characters: startsAlphanumeric,
  },
  asset: {
    resource: 'Asset',
    minimum: 1,
    maximum: 255,
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/,
    characters: startsAlphanumeric,
  },
  resourceGroup: {
    resource: 'Resource group',
    minimum: 1,
    maximum: 90,
    pattern: /^[\w().-]*[\w()-]$/,
    characters: 'letters, digits, and any of ( ) . _ -, not ending with a dot',
  },
  workspace: {
    resource: 'Workspace',
    minimum: 3,
    maximum: 33,
    pattern: /^[a-zA-Z0-9][\w-]*$/,
    characters: startsAlphanumeric,
  },
  keyVault: {
    resource: 'Key Vault',
    minimum: 3,
    maximum: 24,
    pattern: /^[a-zA-Z](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9]))*$/,
    characters: 'letters, digits and single hyphens, starting with a letter and ending with a letter or digit',
  },
  storageAccount: {
    resource: 'Storage account',
    minimum: 3,
    maximum: 24,
    pattern: /^[a-z0-9]*$/,
    characters: 'lower-case letters and digits',
  },
  storageContainer: {
    resource: 'Storage container',
    minimum: 3,
    maximum: 63,
    pattern: /^[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9]))*$/,
    characters: 'lower-case letters, digits and single hyphens, starting and ending with a letter or digit',
  },
  containerRegistry: {
    resource: 'Container registry',
    minimum: 5,
    maximum: 50,
    pattern: /^[a-zA-Z0-9]*$/,
    characters: 'letters and digits',
  },
  applicationInsights: {
    resource: 'Application Insights',
    minimum: 1,
    maximum: 260,
    pattern: /^[^%&\\?/]*[^%&\\?/ .]$/,
    characters: 'anything but % & \\ ? /, not ending with a blank or a dot',
  },
  webApp: {
    resource: 'Web app',
    minimum: 2,
    maximum: 60,
    pattern: /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/,
    characters: 'letters, digits and hyphens, starting and ending with a letter or digit',
  },
  servicePlan: {
    resource: 'App Service plan',
    minimum: 1,
    maximum: 60,
    pattern: /^[\w-]*$/,
    characters: 'letters, digits, hyphens and underscores',
  },
  aks: {
    resource: 'AKS cluster',
    minimum: 1,
    maximum: 63,
    pattern: /^[a-zA-Z0-9](?:[\w-]*[a-zA-Z0-9])?$/,
    characters: 'letters, digits, hyphens and underscores, starting and ending with a letter or digit',
  },
  logAnalytics: {
    resource: 'Log Analytics workspace',
    minimum: 4,
    maximum: 63,
    pattern: /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/,
    characters: 'letters, digits and hyphens, starting and ending with a letter or digit',
  },
} as const satisfies Record<string, NameRule>;

/** A name that was chosen by hand: it is refused, not cut, where Azure would refuse it. */
export function azureName(rule: NameRule) {
  return z
    .string()
    .superRefine((name, context) => {
      const mistake = nameMistake(rule, name);
      if (mistake === undefined) return;
      const params = {
        code: 'invalid-name',
        hint: `Use ${rule.minimum} to ${rule.maximum} characters: ${rule.characters}.`,
      };
      context.addIssue({ code: 'custom', message: mistake, params });
    })
    .meta({ minLength: rule.minimum, maxLength: rule.maximum, pattern: rule.pattern.source });
}

/** What Azure would not accept about a name; undefined where it is right. */
export function nameMistake(rule: NameRule, name: string): string | undefined {
  const what = `${rule.resource} name '${name}'`;
  if (name.length < rule.minimum || name.length > rule.maximum) {
    return `${what} has ${name.length} characters; Azure allows ${rule.minimum} to ${rule.maximum}.`;
  }
  return rule.pattern.test(name)
    ? undefined
    : `${what} holds what Azure does not allow there; allowed: ${rule.characters}.`;
}
