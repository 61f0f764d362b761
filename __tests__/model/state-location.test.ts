import { releaseFile, stackState } from '../../model/state-location';
import { exampleEnvironment } from '../stacks/example-environment';

const state = { resourceGroup: 'rg-tfstate', storageAccount: 'contosotfstate', container: 'tfstate' };

describe('where state is kept', () => {
  it('is the project, where the environment names no storage account', () => {
    expect(stackState('/project', exampleEnvironment(), 'serving')).toEqual({
      kind: 'local',
      path: '/project/.llmops/state/dev-serving.tfstate',
    });
  });

  it('is the storage account of the environment, a file for each stack', () => {
    expect(stackState('/project', exampleEnvironment({ state }), 'platform')).toEqual({
      kind: 'azurerm',
      subscription: '00000000-0000-0000-0000-000000000001',
      tenant: '00000000-0000-0000-0000-00000000000a',
      ...state,
      key: 'dev-platform.tfstate',
    });
  });

  it('is the folder of the sandbox for everything that the sandbox holds, whatever the environment says', () => {
    expect(stackState('/project', exampleEnvironment({ state }), 'platform', '/sandbox')).toEqual({
      kind: 'local',
      path: '/sandbox/state/dev-platform.tfstate',
    });
    expect(releaseFile('/project', 'dev', '/sandbox')).toBe('/sandbox/releases/dev.json');
    expect(releaseFile('/project', 'dev')).toBe('/project/.llmops/releases/dev.json');
  });
});
