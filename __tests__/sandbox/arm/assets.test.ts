import { type OpenResourceGraph } from '../../../sandbox/arm';
import { model, workspace, workspaceGraph } from './sample-subscription';

let graph: OpenResourceGraph;
const body = {
  properties: { modelUri: 'azureml://datastores/workspaceblobstore/paths/triage', modelType: 'custom_model' },
};

beforeEach(async () => {
  graph = await workspaceGraph();
});

describe('registered assets', () => {
  it('count their versions', async () => {
    const container = `${workspace}/models/triage`;
    expect(graph.get(container)?.properties).toMatchObject({ latestVersion: '1', nextVersion: '2' });
    for (const version of ['2', '9', '10']) await graph.put(`${container}/versions/${version}`, body);
    expect(graph.get(container)?.properties).toMatchObject({ latestVersion: '10', nextVersion: '11' });
    const names = graph
      .list('Microsoft.MachineLearningServices/workspaces/models/versions', container)
      .map(({ name }) => name);
    expect(names).toEqual(['1', '2', '9', '10']);
  });

  it('start at version 1', async () => {
    const container = await graph.put(`${workspace}/data/triage-train`, {});
    expect(container.properties).toMatchObject({ nextVersion: '1' });
    expect(container.properties).not.toHaveProperty('latestVersion');
  });

  it('keep their path for ever, but not their tags', async () => {
    await expect(
      graph.put(model, { properties: { ...body.properties, modelUri: 'azureml://elsewhere' } }),
    ).rejects.toMatchObject({ status: 400, message: expect.stringContaining('its modelUri cannot change') as string });
    await expect(
      graph.put(model, { ...body, properties: { ...body.properties, tags: { hash: 'a' } } }),
    ).resolves.toMatchObject({
      properties: { tags: { hash: 'a' } },
    });
  });

  it('need a path', async () => {
    await expect(graph.put(`${workspace}/data/train/versions/1`, { properties: {} })).rejects.toThrow(
      'needs properties.dataUri',
    );
  });

  it.each(['', 'a b', 'größe', '-start', 'x'.repeat(256)])('are not named %j', async (name) => {
    await expect(graph.put(`${workspace}/models/${name}/versions/1`, body)).rejects.toMatchObject({ status: 400 });
  });

  it('live in a workspace that exists', async () => {
    await expect(graph.put(model.replace('mlw-contoso-dev', 'mlw-none'), body)).rejects.toMatchObject({
      status: 404,
      code: 'ParentResourceNotFound',
    });
  });
});
