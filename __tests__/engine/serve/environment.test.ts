import { connectionProviderWarning, workerRequests } from '../../../engine/serve';

test.each([
  [{}, undefined],
  [{ PROMPTFLOW_WORKER_NUM: '4', PROMPTFLOW_WORKER_THREADS: '3' }, 12],
  [{ PROMPTFLOW_WORKER_NUM: '2' }, 2],
  [{ PROMPTFLOW_WORKER_THREADS: '2' }, 16],
])('%p is room for %p requests at once', (environment, requests) => {
  expect(workerRequests(environment)).toBe(requests);
});

test.each(['0', '-1', 'many', '1.5'])('%p workers are refused', (text) => {
  expect(() => workerRequests({ PROMPTFLOW_WORKER_NUM: text })).toThrow(
    `PROMPTFLOW_WORKER_NUM must be a whole number from 1, not '${text}'.`,
  );
});

test('another provider of connections than this engine has is warned of', () => {
  expect(connectionProviderWarning({ PROMPTFLOW_CONNECTION_PROVIDER: 'local' })).toBeUndefined();
  expect(connectionProviderWarning({ PROMPTFLOW_CONNECTION_PROVIDER: 'azureml://w' })).toContain(
    "not from 'azureml://w'",
  );
});
