import { type IAspect, TerraformDataSource, type TerraformProvider, TerraformResource } from 'cdktf';
import { type IConstruct } from 'constructs';

/** Gives each resource the provider of its kind, so that constructs need not know that there are several. */
export class ProvidersAspect implements IAspect {
  /** @param providers by the first part of the types that they serve: `azurerm` */
  constructor(private readonly providers: Readonly<Record<string, TerraformProvider>>) {}

  visit(construct: IConstruct): void {
    if (!TerraformResource.isTerraformResource(construct) && !TerraformDataSource.isTerraformDataSource(construct)) {
      return;
    }
    const provider = this.providers[construct.terraformResourceType.split('_')[0] ?? ''];
    if (provider) construct.provider ??= provider;
  }
}
