import { tmpdir } from 'node:os';
import { App, TerraformStack, TerraformVariable } from 'cdktf';
import { AzapiProvider, AzapiResource } from '../../constructs/azapi';
import { UniqueIds } from '../../stacks/unique-ids';

const stack = () => {
  const made = new TerraformStack(new App({ outdir: tmpdir() }), 'test');
  new AzapiProvider(made, 'azapi');
  return made;
};
const resource = (scope: TerraformStack, id: string, type = 'A/b@1') =>
  new AzapiResource(scope, id, { type, name: 'one', parentId: '/p' });

describe('ids within a stack', () => {
  it('that cdktf would merge are named, with both constructs', () => {
    const made = stack();
    resource(made, 'a.b');
    resource(made, 'ab');
    expect(new UniqueIds(made).validate()).toEqual([
      expect.stringMatching(/^test\/a\.b and test\/ab are both azapi_resource\.ab: /),
    ]);
  });

  it('may be alike for different kinds of things', () => {
    const made = stack();
    resource(made, 'a.b');
    new TerraformVariable(made, 'ab', {});
    expect(new UniqueIds(made).validate()).toEqual([]);
  });
});
