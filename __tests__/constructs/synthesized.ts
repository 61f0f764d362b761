import { tmpdir } from 'node:os';
import { App, TerraformStack } from 'cdktf';
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { AzapiProvider } from '../../constructs/azapi';

/** Attributes of one resource in the synthesized JSON. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test looks at is JSON of any shape
export type Attributes = Record<string, any>;

/** Terraform JSON as tests ask about it. */
export class Synthesized {
  constructor(private readonly json: Attributes) {}

  /** All resources of a type, by logical id. */
  resources(type: string): Attributes[] {
    return Object.values((this.json.resource?.[type] ?? {}) as Record<string, Attributes>);
  }

  /** The one resource of a type; fails where there are none or several. */
  resource(type: string): Attributes {
    const [first, ...others] = this.resources(type);
    if (!first || others.length > 0) throw new Error(`${others.length + (first ? 1 : 0)} resources of type ${type}`);
    return first;
  }

  /** The resource of a type at a construct path that ends so. */
  resourceAt(type: string, path: string): Attributes {
    const found = this.resources(type).find((attributes) => String(attributes['//'].metadata.path).endsWith(path));
    if (!found) throw new Error(`no ${type} at ${path}`);
    return found;
  }

  /** Every managed resource with its type. */
  managed(): { readonly type: string; readonly attributes: Attributes }[] {
    return Object.keys((this.json.resource ?? {}) as Attributes).flatMap((type) =>
      this.resources(type).map((attributes) => ({ type, attributes })),
    );
  }

  /** All data sources of a type. */
  data(type: string): Attributes[] {
    return Object.values((this.json.data?.[type] ?? {}) as Record<string, Attributes>);
  }

  get variables(): Attributes {
    return (this.json.variable ?? {}) as Attributes;
  }

  get outputs(): Attributes {
    return this.json.output as Attributes;
  }

  get providers(): Attributes {
    return this.json.provider as Attributes;
  }

  get backend(): Attributes {
    return this.json.terraform.backend as Attributes;
  }

  /** Where the stack reads the outputs of the stack that it depends on. */
  get remoteState(): Attributes {
    return Object.values(this.json.data.terraform_remote_state as Attributes)[0] as Attributes;
  }

  get requiredProviders(): Attributes {
    return this.json.terraform.required_providers as Attributes;
  }

  get text(): string {
    return JSON.stringify(this.json);
  }
}

/** Synthesizes a stack that holds the providers and what `build` adds, with the validations that `synth` runs. */
export function synthesized(build: (stack: TerraformStack) => void): Synthesized {
  const stack = new TerraformStack(new App({ outdir: tmpdir() }), 'test');
  new AzurermProvider(stack, 'azurerm', { features: [{}] });
  new AzapiProvider(stack, 'azapi');
  new AzureadProvider(stack, 'azuread');
  build(stack);
  stack.prepareStack();
  stack.runAllValidations();
  return new Synthesized(stack.toTerraform() as Attributes);
}
