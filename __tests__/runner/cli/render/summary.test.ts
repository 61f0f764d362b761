import { renderResult } from '../../../../runner/cli/render/summary';
import { type EndpointReport } from '../../../../runner/result';

test('images of a flow with two endpoints are told apart by the names of the endpoints', () => {
  const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const endpoint = (name: string): EndpointReport => ({
    flow: 'triage',
    target: 'managed-endpoint',
    name,
    scoringUri: `https://${name}.inference.ml.azure.com/score`,
    traffic: { v001: 100 },
    images: { v001: 'cr.azurecr.io/triage:1a2b' },
  });
  const endpoints = [endpoint('triage-west'), endpoint('triage-north')];
  renderResult({ type: 'result', command: 'status', env: 'dev', sandbox: false, status: 'succeeded', endpoints });
  const lines = printed.mock.calls.flatMap(([text]) => String(text).split('\n'));
  printed.mockRestore();
  const rows = lines.filter((line) => line.includes('cr.azurecr.io/')).map((line) => line.trim().split(/\s{2,}/));
  expect(rows).toEqual([
    ['triage', 'triage-west', 'v001', 'cr.azurecr.io/triage:1a2b'],
    ['triage', 'triage-north', 'v001', 'cr.azurecr.io/triage:1a2b'],
  ]);
});
