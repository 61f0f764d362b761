import { z } from 'zod';
import { armId } from '../arm-id';
import { environmentDefaults as standard } from '../environment-defaults';
import { shortName } from '../short-name';
import { textLike } from '../text-rule';

const github = z.strictObject({
  github: textLike({
    pattern: /^[\w.-]+\/[\w.-]+$/,
    code: 'wrong-format',
    expected: 'a GitHub repository is needed',
    hint: 'Write <organization>/<repository>.',
  }).meta({ description: 'Repository, as <organization>/<repository>.' }),
  environment: z.string().min(1).exactOptional().meta({ description: 'GitHub environment. Default: by branch.' }),
  branch: z
    .string()
    .min(1)
    .exactOptional()
    .meta({ description: 'Branch. Default: main, unless environment is given.' }),
});

const azureDevOps = z.strictObject({
  issuer: z.url({ protocol: /^https$/ }).meta({ description: 'Issuer, as the service connection shows it.' }),
  subject: z.string().min(1).meta({ description: 'Subject, as the service connection shows it.' }),
});

/** `servicePrincipal`: whom pipelines act as. */
export const servicePrincipal = z.strictObject({
  displayName: z.string().min(1).max(120).exactOptional().meta({
    description: 'Name of the Entra application. Default: sp-<project>-<environment>.',
  }),
  rights: z.enum(['least-privilege', 'contributor', 'owner']).exactOptional().meta({
    description:
      'least-privilege: Contributor, and the right to assign the roles that the stacks assign. contributor: others assign roles.',
    default: standard.servicePrincipal.rights,
  }),
  federation: z
    .record(shortName('a federation name', 60), z.union([github, azureDevOps]))
    .exactOptional()
    .meta({
      description: 'Whose tokens count as the service principal, by name: { github } or { issuer, subject }.',
      default: {},
    }),
  secret: z
    .strictObject({
      keyVault: armId('Microsoft.KeyVault/vaults').meta({ description: 'ARM id of the vault that keeps it.' }),
      name: textLike({
        pattern: /^[a-zA-Z0-9-]{1,127}$/,
        code: 'invalid-name',
        expected: 'the name of a secret has at most 127 letters, digits and hyphens',
        hint: 'Respell it.',
      })
        .default('deployer-client-secret')
        .meta({ description: 'Name of the secret in the vault.' }),
      days: z.int().min(1).max(180).default(30).meta({ description: 'Days for which it is valid.' }),
    })
    .exactOptional()
    .meta({ description: 'A client secret, for where federation cannot be used. Default: none.' }),
});
