import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { raiseSecretVersions, RotationError } from '../../model/rotation/raise-version';
import { UserMistake } from '../failure';
import { checkConfiguration, type RunRequest } from '../session';

const file = join('flows-config', 'environments.yaml');

/**
 * Raises the versions of connections' secrets in the configuration, so that the deploy that follows sends their new
 * values. The file keeps it: a deploy that fails is run again without rotating, and every machine sends them once.
 * @throws UserMistake before anything is written, where a connection cannot be rotated or a new value is not there
 */
export function rotateSecrets(request: RunRequest, connections: readonly string[]): void {
  const { environment } = checkConfiguration(request).value;
  const path = join(request.root, file);
  let text = readFileSync(path, 'utf8');
  const messages: string[] = [];
  for (const name of connections) {
    const connection = environment.connections.find((one) => one.name === name);
    const sources = connection === undefined || connection.auth === 'entra' ? {} : connection.auth;
    for (const { env } of Object.values(sources)) {
      if (request.sandbox || process.env[env]) continue;
      throw new UserMistake(
        `Environment variable ${env}, which holds the new secret of connection ${name}, is not set.`,
        'Set it where the deploy runs. Nothing was changed.',
      );
    }
    const { raised, block, ...changed } = raise(text, environment.name, name);
    text = changed.text;
    const versions = raised.map(({ field, version }) => `${field} ${version}`).join(', ');
    messages.push(`${file}: secrets of connection ${name} in ${block.join('.')} have new versions (${versions})`);
  }
  writeFileSync(path, text);
  for (const message of messages) request.emit({ type: 'warning', message: `${message}: commit the file.` });
}

function raise(text: string, environment: string, connection: string) {
  try {
    return raiseSecretVersions(text, environment, connection);
  } catch (error) {
    if (error instanceof RotationError) throw new UserMistake(error.message, error.hint);
    throw error;
  }
}
