import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openResourceGraph, type OpenResourceGraph } from '../../../../sandbox/arm';
import { type BlobReader, materialise, removeUnfinished } from '../../../../sandbox/http/inference/snapshot';
import { group, storage, workspace } from '../emulated-workspace';

let folder: string;
let graph: OpenResourceGraph;
let snapshots: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
  snapshots = join(folder, 'snapshots');
  graph = await openResourceGraph(folder);
  const location = 'westeurope';
  for (const id of [group, storage]) await graph.put(id, { location });
  await graph.put(workspace, { location, properties: { storageAccount: storage } });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A blob store that holds these files, wherever one looks. */
const holding = (files: Readonly<Record<string, string>>): BlobReader => ({
  list: (_account, _container, prefix) => Promise.resolve(Object.keys(files).filter((name) => name.startsWith(prefix))),
  read: (_account, _container, name) => Promise.resolve(name in files ? Buffer.from(files[name] ?? '') : undefined),
});

async function model(modelUri: string): Promise<string> {
  const id = `${workspace}/models/flow/versions/1`;
  await graph.put(id, { properties: { modelUri } });
  return id;
}

const uri = `azureml:/${group}/workspaces/mlw-test/datastores/workspaceblobstore/paths/flows/one`;

test('files lie where the flow expects them, once for each content', async () => {
  const id = await model(uri);
  const blobs = holding({
    'flows/one/flow.dag.yaml': 'nodes: []',
    'flows/one/prompts/a.jinja2': 'Hi',
    'flows/oneself': 'no',
  });
  const first = await materialise(graph, blobs, snapshots, id);
  expect(readdirSync(first, { recursive: true }).sort()).toEqual(['flow.dag.yaml', 'prompts', 'prompts/a.jinja2']);
  expect(readFileSync(join(first, 'prompts/a.jinja2'), 'utf8')).toBe('Hi');
  const [again, other] = await Promise.all([
    materialise(graph, blobs, snapshots, id),
    materialise(graph, holding({ 'flows/one/flow.dag.yaml': 'changed' }), snapshots, id),
  ]);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test('two that start at once share one folder', async () => {
  const id = await model(uri);
  const blobs = holding({ 'flows/one/flow.dag.yaml': 'nodes: []' });
  const folders = await Promise.all(Array.from({ length: 5 }, () => materialise(graph, blobs, snapshots, id)));
  expect(new Set(folders).size).toBe(1);
  expect(readdirSync(snapshots)).toHaveLength(1);
});

test('the short form of the address, without a workspace, works as well', async () => {
  const id = await model('azureml://datastores/workspaceblobstore/paths/flows/one/');
  const files = await materialise(graph, holding({ 'flows/one/flow.dag.yaml': 'x' }), snapshots, id);
  expect(readdirSync(files)).toEqual(['flow.dag.yaml']);
});

test.each([
  ['https://elsewhere.example/flow', 'it must be azureml://'],
  ['azureml://datastores/unknown/paths/flow', "datastore 'unknown', which its workspace does not have"],
  ['azureml://datastores/workspaceblobstore/paths/empty', 'nothing is stored at sttest/azureml-blobstore-'],
])('a model at %s is refused: %s', async (modelUri, reason) => {
  const id = await model(modelUri);
  await expect(materialise(graph, holding({}), snapshots, id)).rejects.toThrow(reason);
});

test('a file cannot leave the folder of its model', async () => {
  const id = await model(uri);
  const blobs = holding({ 'flows/one/../../../outside.py': 'evil' });
  await expect(materialise(graph, blobs, snapshots, id)).rejects.toThrow('would lie outside its folder');
  expect(readdirSync(folder, { recursive: true }).join()).not.toContain('outside.py');
});

test('what a killed host left half done is cleared away', async () => {
  mkdirSync(join(snapshots, '.half-done'), { recursive: true });
  mkdirSync(join(snapshots, 'whole'));
  writeFileSync(join(snapshots, '.half-done', 'flow.dag.yaml'), '');
  await removeUnfinished(snapshots);
  expect(readdirSync(snapshots)).toEqual(['whole']);
});
