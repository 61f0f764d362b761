import { group, workspaceGraph } from '../../arm/sample-subscription';
import { unframed } from '../printed';
import { terraformWorkspace, type TerraformWorkspace, withProviders } from '../terraform-workspace';

const id = `${group}/providers/Microsoft.Example/servers/one`;

describe('a part of an azapi body that something else decides', () => {
  let terraform: TerraformWorkspace;
  beforeAll(async () => {
    terraform = await terraformWorkspace((directory) => workspaceGraph(directory));
  });
  afterAll(() => terraform.close());

  const server = (capacity: number, speed: string, lifecycle: object = {}) =>
    withProviders({
      resource: {
        azapi_resource: {
          server: {
            type: 'Microsoft.Example/servers@2025-01-01',
            name: 'one',
            parent_id: group,
            body: { sku: { name: 'Default', capacity }, properties: { speed } },
            ignore_body_changes: ['sku.capacity'],
            ...lifecycle,
          },
        },
      },
    });
  const sku = () => terraform.graph.get(id)?.sku;

  it('is made as configured, and may change without a plan that changes it back', async () => {
    expect(await terraform.apply(server(3, 'low'))).not.toContain('does not emulate');
    expect(sku()).toEqual({ name: 'Default', capacity: 3 });
    await terraform.graph.patch(id, { sku: { capacity: 7 } });
    expect((await terraform.plan()).code).toBe(0);
  });

  it('stays when another part is updated', async () => {
    expect(await terraform.apply(server(3, 'high'))).toContain('1 changed');
    expect(sku()).toEqual({ name: 'Default', capacity: 7 });
    expect((await terraform.plan()).code).toBe(0);
  });

  it('stays when only its configuration changes', async () => {
    expect((await terraform.plan(server(5, 'high'))).code).toBe(0);
  });

  it('makes Terraform refuse a plan in which its configuration and another part change, as azapi’s plan is neither', async () => {
    const { code, text } = await terraform.plan(server(5, 'low'));
    expect(code).toBe(1);
    expect(unframed(text)).toContain('Provider produced invalid plan');
  });

  it('stays then too, where Terraform itself ignores the configured value', async () => {
    const lifecycle = { lifecycle: { ignore_changes: ['body.sku.capacity'] } };
    expect(await terraform.apply(server(5, 'low', lifecycle))).toContain('1 changed');
    expect(sku()).toEqual({ name: 'Default', capacity: 7 });
    expect(terraform.graph.get(id)?.properties).toMatchObject({ speed: 'low' });
    expect((await terraform.plan()).code).toBe(0);
  });
});
