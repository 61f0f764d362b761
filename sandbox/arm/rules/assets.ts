import { type ArmResource, type Json, type JsonObject } from '../resource';
import { badRequest } from './refusals';
import { type NameRule, type Rule } from './rule';

const workspace = 'Microsoft.MachineLearningServices/workspaces';
const assetName: NameRule = {
  pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$/,
  says: '1 to 255 letters, digits, dashes and underscores',
};
const versionName: NameRule = {
  pattern: /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,254}$/,
  says: '1 to 255 letters, digits, dots, dashes and underscores',
};

/** What of a version may never change, and what the caller must give. */
const kinds: readonly { segment: string; required?: string; immutable: readonly string[] }[] = [
  { segment: 'models', required: 'modelUri', immutable: ['modelUri', 'modelType'] },
  { segment: 'data', required: 'dataUri', immutable: ['dataUri', 'dataType'] },
  { segment: 'environments', immutable: ['image', 'build', 'condaFile', 'inferenceConfig', 'osType'] },
  { segment: 'codes', required: 'codeUri', immutable: ['codeUri'] },
  { segment: 'components', required: 'componentSpec', immutable: ['componentSpec'] },
];

/** Models, data, environments, codes and components, each with its versions. */
export const assets: readonly Rule[] = kinds.flatMap((kind) => [container(kind.segment), version(kind)]);

function container(segment: string): Rule {
  return {
    type: `${workspace}/${segment}`,
    name: assetName,
    createdByChild: true,
    readOnly: ['latestVersion', 'nextVersion'],
    properties: ({ properties }) => ({ isArchived: false, ...properties }),
    view: (resource, graph) => versionsOf(graph.list(`${resource.type}/versions`, resource.id)),
  };
}

function version({ segment, required, immutable }: (typeof kinds)[number]): Rule {
  return {
    type: `${workspace}/${segment}/versions`,
    name: versionName,
    check({ id, properties, existing }) {
      if (required !== undefined && properties[required] === undefined) {
        throw badRequest('ValidationError', `A version of ${segment} needs properties.${required}.`);
      }
      for (const property of existing === undefined ? [] : immutable) {
        if (
          existing?.properties[property] !== undefined &&
          !same(existing.properties[property], properties[property])
        ) {
          throw badRequest(
            'UserError',
            `Version ${id.name} of '${id.parent.split('/').at(-1) ?? ''}' exists: its ${property} cannot change. Register a new version.`,
          );
        }
      }
    },
    properties: ({ properties }) => ({ isAnonymous: false, isArchived: false, ...properties }),
  };
}

/** `nextVersion` is one above the highest whole number, as the SDK's automatic numbering takes it. */
function versionsOf(versions: readonly ArmResource[]): JsonObject {
  const numbers = versions.map((item) => Number(item.name)).filter((number) => Number.isInteger(number));
  const highest = Math.max(0, ...numbers);
  const latest = versions.find((item) => item.name === String(highest)) ?? versions.at(-1);
  return { ...(latest === undefined ? {} : { latestVersion: latest.name }), nextVersion: String(highest + 1) };
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
