import { type IAspect, TerraformResource } from 'cdktf';
import { type IConstruct } from 'constructs';

/** A resource whose type has tags: the generated bindings show them by two members, ours by one. */
interface Taggable extends IConstruct {
  tags: Record<string, string> | undefined;
  readonly tagsInput?: Record<string, string>;
}

function isTaggable(construct: IConstruct): construct is Taggable {
  // Entra's objects have tags of another kind: words without values.
  if (TerraformResource.isTerraformResource(construct) && construct.terraformResourceType.startsWith('azuread_')) {
    return false;
  }
  return 'tagsInput' in construct || ('tags' in construct && construct.tags !== undefined);
}

/** Puts the environment's tags on each resource that can have tags; a resource's own tags win. */
export class TagsAspect implements IAspect {
  constructor(private readonly tags: Readonly<Record<string, string>>) {}

  visit(construct: IConstruct): void {
    if (!isTaggable(construct)) return;
    const own = 'tagsInput' in construct ? construct.tagsInput : construct.tags;
    construct.tags = { ...this.tags, ...own };
  }
}
