import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  type AssetVersion,
  deploymentName,
  type FlowRelease,
  nextRelease,
  placeholderRelease,
  readRelease,
  type Registration,
  ReleaseFileError,
  writeRelease,
} from '../../model';
import { ProjectFolder } from './project-folder';

const asset = (version: number, name = 'triage'): AssetVersion => ({
  name,
  version: String(version),
  hash: version.toString(16).padStart(64, '0'),
});

const registered = (version: number): Registration => ({
  environment: 'dev',
  createdAt: '2026-01-02T03:04:05.000Z',
  commit: 'c0ffee',
  servingEnvironment: asset(1, 'promptflow-serving'),
  flows: { triage: asset(version) },
  datasets: { 'triage-web': asset(1, 'triage-web') },
});

describe('the release that follows a registration', () => {
  it('has no previous version the first time', () => {
    const release = nextRelease(undefined, {}, registered(1));
    expect(release).toMatchObject({ formatVersion: 1, environment: 'dev', commit: 'c0ffee' });
    expect(release.flows).toEqual({ triage: { current: asset(1) } });
  });

  it('puts what the endpoint runs into previous when a new version comes', () => {
    expect(nextRelease(undefined, { triage: { current: asset(1) } }, registered(2)).flows.triage).toEqual({
      current: asset(2),
      previous: asset(1),
    });
  });

  it('keeps both versions where the flow did not change', () => {
    const deployed: Record<string, FlowRelease> = { triage: { current: asset(2), previous: asset(1) } };
    expect(nextRelease(undefined, deployed, registered(2)).flows.triage).toEqual(deployed.triage);
  });

  it('says what backs it, and says it anew when something else does, or nothing', () => {
    const found = {
      environment: 'dev',
      flowHash: 'a',
      createdAt: '2026-01-02T03:04:05.000Z',
      verdict: 'passed',
      file: 'experiments/dev/triage/experiment.json',
    } as const;
    const backed = nextRelease(undefined, {}, { ...registered(1), experiments: { triage: found } });
    expect(backed.experiments).toEqual({ triage: found });
    expect(nextRelease(backed, {}, { ...registered(1), experiments: { triage: { ...found } } })).toBe(backed);
    expect(nextRelease(backed, {}, registered(1))).toBe(backed);
    expect(nextRelease(backed, {}, registered(2)).experiments).toBeUndefined();
    const skipped = nextRelease(backed, {}, { ...registered(1), experiments: { triage: { skipped: true } } });
    expect(skipped.experiments).toEqual({ triage: { skipped: true } });
  });

  it('passes over a release that was written and never applied', () => {
    const never = nextRelease(undefined, { triage: { current: asset(1) } }, registered(2));
    expect(nextRelease(never, { triage: { current: asset(1) } }, registered(3)).flows.triage).toEqual({
      current: asset(3),
      previous: asset(1),
    });
  });

  it('goes back to an earlier version as to any other', () => {
    const deployed = { triage: { current: asset(2), previous: asset(1) } };
    expect(nextRelease(undefined, deployed, registered(1)).flows.triage).toEqual({
      current: asset(1),
      previous: asset(2),
    });
  });

  it('drops flows that are deployed no more', () => {
    const deployed = { gone: { current: asset(4, 'gone') } };
    expect(Object.keys(nextRelease(undefined, deployed, registered(1)).flows)).toEqual(['triage']);
  });

  it('is the very one that was written where nothing changed, whatever the time and the commit', () => {
    const written = nextRelease(undefined, {}, registered(1));
    const again = { ...registered(1), createdAt: '2027-01-01T00:00:00.000Z', commit: 'beef' };
    expect(nextRelease(written, { triage: { current: asset(1) } }, again)).toBe(written);
  });

  it('replaces a placeholder even where the versions agree', () => {
    const placeholder = { ...nextRelease(undefined, {}, registered(1)), placeholder: true };
    expect(nextRelease(placeholder, {}, registered(1)).placeholder).toBeUndefined();
  });

  it('never has the current version as previous too, through any series of changes, rollbacks and failed applies', () => {
    const step = fc.record({ version: fc.integer({ min: 1, max: 4 }), applied: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let deployed: Record<string, FlowRelease> = {};
        let written: ReturnType<typeof nextRelease> | undefined;
        for (const { version, applied } of steps) {
          written = nextRelease(written, deployed, registered(version));
          const flow = written.flows.triage!;
          expect(flow.current).toEqual(asset(version));
          expect(flow.previous?.version).not.toBe(flow.current.version);
          const runs = deployed.triage;
          if (runs !== undefined && runs.current.version !== flow.current.version)
            expect(flow.previous).toEqual(runs.current);
          if (applied) deployed = written.flows;
        }
      }),
    );
  });
});

describe('the release file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'llmops-release-'));
    file = join(folder, 'releases', 'dev.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('comes back as it was written, with nothing beside it', () => {
    const release = nextRelease(undefined, { triage: { current: asset(1) } }, registered(2));
    writeRelease(file, release);
    expect(readRelease(file)).toEqual(release);
    expect(readdirSync(join(folder, 'releases'))).toEqual(['dev.json']);
  });

  it('holds only what a release holds, though a registration knew more', () => {
    const richer = { ...asset(1), changed: true };
    writeRelease(file, nextRelease(undefined, {}, { ...registered(1), flows: { triage: richer } }));
    expect(readFileSync(file, 'utf8')).not.toContain('changed');
  });

  it('is absent before the first deploy', () => {
    expect(readRelease(file)).toBeUndefined();
  });

  it.each([
    ['broken JSON', '{ "formatVersion": 1'],
    ['another format', '{ "formatVersion": 2 }'],
    ['another file', '[]'],
  ])('with %s is refused by name, with the way out', (_, text) => {
    writeFileSync(join(folder, 'dev.json'), text);
    expect(() => readRelease(join(folder, 'dev.json'))).toThrow(ReleaseFileError);
    expect(() => readRelease(join(folder, 'dev.json'))).toThrow(/dev\.json is not a release file.*deploy again/);
  });
});

describe('the placeholder release', () => {
  it('stands for the first version of everything that a deploy would register, and says that it is one', () => {
    const project = new ProjectFolder();
    try {
      const release = placeholderRelease(project.project().environments.dev!);
      expect(release).toMatchObject({
        placeholder: true,
        environment: 'dev',
        servingEnvironment: { name: 'promptflow-serving', version: '1' },
        flows: { answers: { current: { name: 'answers', version: '1' } } },
        datasets: { 'answers-train': { name: 'answers-train', version: '1' } },
      });
      expect(placeholderRelease(project.project().environments.dev!)).toEqual(release);
    } finally {
      project.delete();
    }
  });
});

describe('a deployment name', () => {
  it.each([
    ['1', 'v001'],
    ['42', 'v042'],
    ['1234', 'v1234'],
  ])('of version %s is %s', (version, name) => expect(deploymentName(version)).toBe(name));

  it('cannot be made of a version that is no number', () => {
    expect(() => deploymentName('1.0')).toThrow(/'1\.0' is not a whole number/);
  });
});
