import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** What a sandbox remembers of itself between runs. */
export interface Settings {
  readonly formatVersion: 1;
  /** The port of 127.0.0.1 on which it served last, so that addresses that users copied go on working. */
  readonly port?: number;
}

/** Name of the file that makes a directory a sandbox's. */
export const settingsFile = 'sandbox.json';

/**
 * The settings of a sandbox's directory; undefined where there are none yet.
 * @throws Error where they were written by another version of the product.
 */
export async function readSettings(directory: string): Promise<Settings | undefined> {
  const file = join(directory, settingsFile);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const settings = JSON.parse(text) as { readonly formatVersion: number; readonly port?: number };
  if (settings.formatVersion !== 1) {
    throw new Error(
      `The sandbox in ${directory} has format ${String(settings.formatVersion)}; this version reads format 1. ` +
        `Remove the folder to start anew.`,
    );
  }
  return { ...settings, formatVersion: 1 };
}

/** Replaces the settings. */
export async function writeSettings(directory: string, settings: Settings): Promise<void> {
  await writeFileAtomic(join(directory, settingsFile), format(settings));
}

/** The first settings of a directory. Another process may come at the same moment: whose settings are there, stay. */
export async function createSettings(directory: string): Promise<void> {
  const temporary = join(directory, `.${settingsFile}-${randomUUID()}`);
  await writeFile(temporary, format({ formatVersion: 1 }));
  try {
    await link(temporary, join(directory, settingsFile));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function format(settings: Settings): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}
