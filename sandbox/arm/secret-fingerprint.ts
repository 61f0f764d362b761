import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { type Json, type JsonObject } from './resource';

/** Stands for secrets without holding them: two equal secrets have one fingerprint within one sandbox. */
export class SecretFingerprints {
  private readonly salt: Buffer;

  constructor(directory: string) {
    const file = join(directory, 'salt');
    if (!existsSync(file)) writeFileAtomic.sync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
    this.salt = Buffer.from(readFileSync(file, 'utf8'), 'hex');
  }

  /** `sandbox-<fingerprint>`: what the sandbox answers wherever Azure would answer the secret. */
  of(secret: string): string {
    return `sandbox-${this.derive(secret).slice(0, 32)}`;
  }

  /** The same value with every string in it replaced by its fingerprint. */
  ofAll(value: Json): Json {
    if (typeof value === 'string') return isFingerprint(value) ? value : this.of(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.ofAll(item));
    if (value !== null && typeof value === 'object') return this.ofObject(value as JsonObject);
    return value;
  }

  /** Fingerprints of the named values of an object; those that it does not have are left out. */
  ofAllOf(values: JsonObject, names: readonly string[]): JsonObject {
    return this.ofObject(Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name))));
  }

  /** A generated key: 64 hex digits that follow from the sandbox's salt and the given parts. */
  derive(...parts: readonly string[]): string {
    return createHmac('sha256', this.salt).update(JSON.stringify(parts)).digest('hex');
  }

  private ofObject(value: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.ofAll(item)]));
  }
}

/** True for a value that came out of the sandbox, so that sending it back does not change it. */
export function isFingerprint(value: string): boolean {
  return /^sandbox-[0-9a-f]{32}$/.test(value);
}
