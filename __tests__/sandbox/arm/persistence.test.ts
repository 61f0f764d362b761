import { spawn } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { openResourceGraph } from '../../../sandbox/arm';
import { endpoint, endpointBody, group, newDirectory, workspace, workspaceGraph } from './sample-subscription';

describe('the graph on disk', () => {
  it('is seen whole by the next process', async () => {
    const directory = newDirectory();
    const graph = await workspaceGraph(directory);
    await graph.put(endpoint, endpointBody);
    const keys = await graph.action(endpoint, 'listKeys');
    const reopened = await openResourceGraph(directory, { endpointBase: 'http://127.0.0.1:4000' });
    expect(reopened.all()).toEqual(expect.arrayContaining(graph.all()));
    expect(reopened.all()).toHaveLength(graph.all().length);
    expect(await reopened.action(endpoint, 'listKeys')).toEqual(keys);
  });

  it('forgets what was deleted, with everything below it', async () => {
    const directory = newDirectory();
    const graph = await workspaceGraph(directory);
    expect(await graph.delete(workspace)).toBe(true);
    expect(await graph.delete(workspace)).toBe(false);
    const reopened = await openResourceGraph(directory);
    expect(reopened.all().filter(({ id }) => id.startsWith(workspace))).toEqual([]);
    expect(reopened.get(group)).toBeDefined();
  });

  it('lets a fresh resource of the same name start with other keys', async () => {
    const graph = await workspaceGraph();
    await graph.put(endpoint, endpointBody);
    const keys = await graph.action(endpoint, 'listKeys');
    await graph.delete(endpoint);
    await graph.put(endpoint, endpointBody);
    expect(await graph.action(endpoint, 'listKeys')).not.toEqual(keys);
  });

  it('tells who listens about each change', async () => {
    const graph = await workspaceGraph();
    const seen: string[] = [];
    const stop = graph.onChange(({ kind, resource }) => seen.push(`${kind} ${resource.name}`));
    await graph.put(endpoint, endpointBody);
    await graph.delete(endpoint);
    stop();
    await graph.put(endpoint, endpointBody);
    expect(seen).toEqual(['put triage', 'delete triage']);
  });

  it('cleans up after a writer that died long ago, not after one that may live', async () => {
    const directory = newDirectory();
    await openResourceGraph(directory);
    const [old, young] = ['a.json.1', 'b.json.2'].map((name) => join(directory, 'resources', name));
    writeFileSync(old!, '{"half');
    utimesSync(old!, 0, 0);
    writeFileSync(young!, '{"half');
    await openResourceGraph(directory);
    expect(readdirSync(join(directory, 'resources'))).toEqual(['b.json.2']);
  });

  it('holds whole resources only, whenever its process is killed', async () => {
    const directory = newDirectory();
    const program = join(directory, 'writer.js');
    buildSync({
      stdin: {
        contents: `
          import { openResourceGraph } from './sandbox/arm';
          (async () => {
            const graph = await openResourceGraph(process.argv[2]);
            await graph.put('/subscriptions/s/resourceGroups/rg-first', { tags: { filler: 'x'.repeat(20000) } });
            process.stdout.write('.');
            for (let round = 0; ; round += 1) {
              const id = '/subscriptions/s/resourceGroups/rg-' + (round % 20);
              await graph.put(id, { location: 'westeurope', tags: { round: String(round), filler: 'x'.repeat(20000) } });
              if (round % 3 === 0) await graph.delete(id);
            }
          })();`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      platform: 'node',
      outfile: program,
      logLevel: 'error',
    });
    for (const wait of [3, 11, 23, 42]) {
      const writer = spawn(process.execPath, [program, join(directory, 'graph')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(writer.stdout, 'data');
      await delay(wait);
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      const graph = await openResourceGraph(join(directory, 'graph'));
      expect(graph.all().length).toBeGreaterThan(0);
      for (const { tags } of graph.all()) expect(tags?.filler).toHaveLength(20000);
    }
  });
});
