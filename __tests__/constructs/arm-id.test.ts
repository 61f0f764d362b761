import { Token } from 'cdktf';
import { armIdPart } from '../../constructs/arm-id';

const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w';

describe('parts of an ARM id', () => {
  it('are subscription, resource group and name', () => {
    expect([2, 4, 8].map((position) => armIdPart(id, position))).toEqual(['s', 'g', 'w']);
  });

  it('are taken by Terraform where the id is a token', () => {
    expect(Token.isUnresolved(armIdPart(Token.asString({ resolve: () => id }), 2))).toBe(true);
  });

  it.each(['mlw-contoso', '/subscriptions/s/resourceGroups/g', ''])('are not found in "%s"', (text) => {
    expect(() => armIdPart(text, 8)).toThrow(`"${text}" is no ARM id`);
  });
});
