import { isMap, isScalar, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { type Path } from '../yaml/path';

/** A secret of a connection whose version was raised. */
export interface RaisedVersion {
  /** `key`, or the key of a custom connection's secret. */
  readonly field: string;
  readonly version: string;
}

/** A file of environments in which a connection's secrets have a new version. */
export interface RaisedVersions {
  readonly text: string;
  readonly raised: readonly RaisedVersion[];
  /** Block that states the connection's secrets: `defaults`, or an environment whose heirs get the new version too. */
  readonly block: Path;
}

/** Thrown where a version cannot be raised; says what to do. */
export class RotationError extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
    this.name = 'RotationError';
  }
}

/**
 * Raises the version of each secret of a connection in the text of `environments.yaml`, where the environment gets them
 * from: in its own block, in that of an environment which it extends, or in `defaults`. Nothing else of the text changes.
 * @throws RotationError where the connection has no secret, or a version is no number
 */
export function raiseSecretVersions(text: string, environment: string, connection: string): RaisedVersions {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const blocks = blocksOf(document.toJS() as EnvironmentsText, environment);
  for (const block of blocks) {
    for (const key of ['auth', 'secrets']) {
      const secrets: unknown = document.getIn([...block, 'connections', connection, key]);
      if (!isMap(secrets)) continue;
      const edits = secrets.items.map(({ key: field, value }) => {
        if (isMap(value)) return edit(text, String(field), value, connection);
        throw new RotationError(
          `Secret ${String(field)} of connection ${connection} stands elsewhere in the file, by an alias.`,
          'Raise its version by hand.',
        );
      });
      const changed = edits
        .toSorted((one, other) => other.from - one.from)
        .reduce((now, { from, to, insert }) => now.slice(0, from) + insert + now.slice(to), text);
      return { text: changed, raised: edits.map(({ field, version }) => ({ field, version })), block };
    }
  }
  throw new RotationError(
    `Connection ${connection} of environment ${environment} has no secret to rotate.`,
    'Name a connection with a key or with secrets, as flows-config/environments.yaml calls it.',
  );
}

interface EnvironmentsText {
  readonly environments: Readonly<Record<string, { readonly extends?: string }>>;
}

/** Blocks of an environment, its own first. The configuration was checked, so there is no circle. */
function blocksOf({ environments }: EnvironmentsText, environment: string): readonly Path[] {
  const base = environments[environment]?.extends;
  const inherited = base === undefined ? [['defaults']] : blocksOf({ environments }, base);
  return [['environments', environment], ...inherited];
}

interface Edit extends RaisedVersion {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

function edit(text: string, field: string, source: YAMLMap, connection: string): Edit {
  const version = source.items.find(({ key }) => String(key) === 'version')?.value;
  if (isScalar(version) && version.range) {
    const raised = next(String(version.value), field, connection);
    const [from, to] = version.range;
    return { field, version: raised, from, to, insert: typeof version.value === 'number' ? raised : `'${raised}'` };
  }
  const [first] = source.items;
  const key = first?.key as Scalar | undefined;
  if (!key?.range) throw new RotationError(`Secret ${field} of connection ${connection} is empty.`, 'Add its env.');
  const [from] = key.range;
  const raised = next('1', field, connection);
  // On a line of its own it is put before the first key: what follows that one may be a comment on it.
  const separator = source.flow ? ', ' : `\n${' '.repeat(from - (text.lastIndexOf('\n', from - 1) + 1))}`;
  return { field, version: raised, from, to: from, insert: `version: ${raised}${separator}` };
}

function next(version: string, field: string, connection: string): string {
  if (/^\d{1,15}$/.test(version)) return String(Number(version) + 1);
  throw new RotationError(
    `Version "${version}" of secret ${field} of connection ${connection} is no number.`,
    'Change it by hand: any other text sends the secret again.',
  );
}
