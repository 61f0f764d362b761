import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment } from '../../model/environment';
import { type Release } from '../../model/release';
import { stackState } from '../../model/state-location';
import { synthesizeProject } from '../../stacks';
import { type Attributes, Synthesized } from '../constructs/synthesized';

export interface SynthesizedEnvironment {
  readonly platform: Synthesized;
  readonly serving: Synthesized;
  readonly manifest: Attributes;
}

/** Synthesizes an environment's stacks into a folder that is gone afterwards, its state in `/project/.llmops`. */
export function synthesizedEnvironment(environment: Environment, release?: Release): SynthesizedEnvironment {
  const outdir = mkdtempSync(join(tmpdir(), 'llmops-stacks-'));
  const read = (file: string): Attributes => JSON.parse(readFileSync(file, 'utf8')) as Attributes;
  try {
    const { stacks } = synthesizeProject({
      environments: [environment],
      releases: { [environment.name]: release },
      outdir,
      state: (kind) => stackState('/project', environment, kind),
    });
    const [platform, serving] = stacks.map(({ json }) => new Synthesized(read(json)));
    if (!platform || !serving) throw new Error('synthesis did not write two stacks');
    return { platform, serving, manifest: read(join(outdir, 'manifest.json')) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
