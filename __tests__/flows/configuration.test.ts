import { type Environment, loadProject } from '../../model';
import { Example, root } from './example';

const flows = ['order-entity-extraction', 'reply-composer', 'support-ticket-triage'];

test.each(flows)('%s has two datasets of twenty lines or more, none twice', (name) => {
  const example = new Example(name);
  expect(example.datasets).toHaveLength(2);
  for (const dataset of example.datasets) {
    const lines = example.rows(dataset).map((row) => JSON.stringify(row));
    expect(lines.length).toBeGreaterThanOrEqual(20);
    expect(new Set(lines).size).toBe(lines.length);
  }
});

describe('the example project', () => {
  let environments: Readonly<Record<string, Environment>>;
  beforeAll(() => {
    const { project, problems } = loadProject(root);
    expect(problems).toEqual([]);
    environments = project!.environments;
  });

  test('deploys every flow to dev and prod, and none to pr', () => {
    const deployed = (name: string) =>
      environments[name]!.flows.flatMap((flow) => (flow.targets.length > 0 ? [flow.name] : [])).sort();
    expect(deployed('dev')).toEqual(flows);
    expect(deployed('prod')).toEqual(flows);
    expect(deployed('pr')).toEqual([]);
  });

  test('is stricter in prod than in dev', () => {
    const { dev, prod } = environments;
    expect(dev).toMatchObject({ keyVault: { authorization: 'rbac', purgeProtection: false } });
    expect(prod).toMatchObject({ keyVault: { authorization: 'access-policy', purgeProtection: true } });
    expect(dev!.approval).toBeUndefined();
    expect(prod!.approval).toMatchObject({ timeoutMinutes: 60 });
    expect(prod!.connections.map(({ name }) => name).sort()).toEqual(['aoai', 'search']);
  });

  test('compares two versions of the ticket triage in prod only', () => {
    const traffic = (name: string) =>
      environments[name]!.flows.find((flow) => flow.name === 'support-ticket-triage')!.targets.map((t) => t.traffic);
    expect(traffic('dev')).toEqual([{ current: 100, previous: 0 }]);
    expect(traffic('prod')).toEqual([{ current: 10, previous: 90 }]);
  });
});
