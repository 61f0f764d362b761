import { ownGroupOf, workspaceOf } from '../../model';
import { freshProject } from './project-folder';

const fresh = freshProject();
const prod = '    subscription: 00000000-0000-0000-0000-000000000002\n';

test('SDK clients are told of the workspace that the environment makes, or of the one that it is given', () => {
  const workspace = () => workspaceOf(fresh.folder.project().environments.prod!);
  expect(workspace()).toEqual({
    subscription: '00000000-0000-0000-0000-000000000002',
    resourceGroup: 'rg-acme-prod',
    name: 'mlw-acme-prod',
  });
  const id =
    '/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-shared/providers/Microsoft.MachineLearningServices/workspaces/mlw-shared';
  fresh.folder.environments(prod, `${prod}    existing: { workspace: ${id} }\n`);
  expect(workspace()).toEqual({
    subscription: '00000000-0000-0000-0000-000000000009',
    resourceGroup: 'rg-shared',
    name: 'mlw-shared',
  });
});

test('what is made for an environment is in its own group, wherever its workspace is', () => {
  const id =
    '/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-shared/providers/Microsoft.MachineLearningServices/workspaces/mlw-shared';
  fresh.folder.environments(prod, `${prod}    existing: { workspace: ${id} }\n`);
  expect(ownGroupOf(fresh.folder.project().environments.prod!)).toEqual({
    subscription: '00000000-0000-0000-0000-000000000002',
    resourceGroup: 'rg-acme-prod',
  });
});
