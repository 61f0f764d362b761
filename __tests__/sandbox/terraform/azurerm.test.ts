import { platformConfig } from './platform-config';
import { terraformWorkspace, type TerraformWorkspace } from './terraform-workspace';

let workspace: TerraformWorkspace;

beforeAll(async () => {
  workspace = await terraformWorkspace();
});
afterAll(() => workspace.close());

it('applies', async () => {
  const t = Date.now();
  const text = await workspace.apply(platformConfig());
  console.log(text.slice(-3000), Date.now() - t);
  const p = await workspace.plan();
  console.log(p.code, p.text.slice(0, 6000), Date.now() - t);
  console.log((await workspace.run('destroy', '-auto-approve', '-no-color')).text.slice(-2000));
  console.log(workspace.graph.all());
});
