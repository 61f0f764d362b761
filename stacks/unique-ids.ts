import { TerraformElement, TerraformResource, type TerraformStack } from 'cdktf';
import { type IConstruct, type IValidation } from 'constructs';

/**
 * Two constructs can get one logical id (`a.b` and `ab`), and cdktf then merges them without a word: one of two
 * resources would never be made.
 */
export class UniqueIds implements IValidation {
  constructor(private readonly stack: TerraformStack) {}

  validate(): string[] {
    const first = new Map<string, IConstruct>();
    return this.stack.node.findAll().flatMap((construct) => {
      if (!TerraformElement.isTerraformElement(construct)) return [];
      const address = `${elementKind(construct)}.${construct.friendlyUniqueId}`;
      const other = first.get(address);
      if (!other) {
        first.set(address, construct);
        return [];
      }
      return [`${other.node.path} and ${construct.node.path} are both ${address}: change the id of one of them`];
    });
  }
}

function elementKind(element: TerraformElement): string {
  return TerraformResource.isTerraformResource(element) ? element.terraformResourceType : element.constructor.name;
}
