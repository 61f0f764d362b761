import { connectionFile } from '../../engine/package/connections';
import {
  type AssetVersion,
  containerSecrets,
  type FlowVersion,
  needsImage,
  nextRelease,
  placeholderRelease,
  type Registration,
} from '../../model';
import { exampleEnvironment, target } from '../stacks/example-environment';

const asset = (name: string, version: string): AssetVersion => ({ name, version, hash: version.padStart(64, '0') });

const built = (version: string, tag: string): FlowVersion => ({
  ...asset('triage', version),
  image: { repository: 'triage', tag, environment: asset('flow-serving-triage', tag) },
});

const registered = (current: FlowVersion): Registration => ({
  environment: 'dev',
  createdAt: '2026-01-02T03:04:05.000Z',
  flows: { triage: current },
  datasets: {},
});

const appService = {
  target: 'app-service',
  name: 'app-triage',
  identity: 'id-triage',
  auth: 'none',
  plan: 'apps',
  traffic: { current: 100, previous: 0 },
  environmentVariables: {},
} as const;

describe('a flow has an image of its own', () => {
  const pinned = exampleEnvironment();
  const building = exampleEnvironment({ serving: { asset: 'flow-serving', image: 'build' } });

  it.each([
    ['where the environment builds images', building, [target], true],
    ['where an App Service app serves it', pinned, [target, appService], true],
    ['but not on an endpoint alone with a pinned image', pinned, [target], false],
    ['but not where nothing serves it', building, [], false],
  ])('%s', (_, environment, targets, expected) => {
    expect(needsImage(environment, { targets })).toBe(expected);
  });

  it('for which a placeholder stands until it is built', () => {
    const { servingEnvironment, flows } = placeholderRelease(building);
    expect(servingEnvironment).toBeUndefined();
    expect(flows.triage?.current.image?.environment).toMatchObject({ name: 'flow-serving-triage', version: '1' });
  });
});

describe('the release of a flow with an image', () => {
  it('keeps the image that a previous version was registered with', () => {
    const deployed = { triage: { current: built('1', 'aaa') } };
    expect(nextRelease(undefined, deployed, registered(built('2', 'bbb'))).flows.triage).toEqual({
      current: built('2', 'bbb'),
      previous: built('1', 'aaa'),
    });
  });

  it('gets another image of the same version in place, beside the same previous one', () => {
    const deployed = { triage: { current: built('2', 'bbb'), previous: built('1', 'aaa') } };
    expect(nextRelease(undefined, deployed, registered(built('2', 'ccc'))).flows.triage).toEqual({
      current: built('2', 'ccc'),
      previous: built('1', 'aaa'),
    });
  });
});

it.each([
  ['azure_open_ai', 'my aoai-eu', { key: { env: 'K', version: '1' } }],
  ['serp', 'serp', { key: { env: 'K', version: '1' } }],
  ['custom', 'facts', { token: { env: 'K', version: '1' }, 'other-key': { env: 'L', version: '1' } }],
] as const)('secrets of a connection of type %s have the variables that its image asks for', (type, name, auth) => {
  const secrets = Object.fromEntries(
    Object.keys(auth).map((field) => [type === 'custom' ? field : 'api_key', 'a secret']),
  );
  const { variables } = connectionFile({ name, type, configs: {}, secrets });
  expect(containerSecrets({ name, type, auth }).map(({ variable }) => variable)).toEqual(variables);
});
