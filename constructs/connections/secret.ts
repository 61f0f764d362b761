import { TerraformVariable, VariableType } from 'cdktf';
import { Construct } from 'constructs';

/** A secret that is known only while Terraform runs. */
export interface ISecret {
  /** A token, never the secret itself: what a construct is given in clear text stands in the synthesized JSON. */
  readonly value: string;
  /** Raise it to send a changed secret: Terraform cannot see that it changed. */
  readonly version: string;
}

export interface SecretVariableProps {
  /** Name of the Terraform variable; its value is taken from the environment variable `TF_VAR_<name>`. */
  readonly name: string;
  /** @default "1" */
  readonly version?: string;
  /** What Terraform says where the value is missing. @default - no description */
  readonly description?: string;
}

/** A secret that enters by a Terraform variable and is neither in state nor in plans. */
export class SecretVariable extends Construct implements ISecret {
  readonly value: string;
  readonly version: string;

  constructor(scope: Construct, id: string, props: SecretVariableProps) {
    super(scope, id);
    const variable = new TerraformVariable(this, 'Resource', {
      type: VariableType.STRING,
      sensitive: true,
      nullable: false,
      ...(props.description !== undefined && { description: props.description }),
    });
    variable.overrideLogicalId(props.name);
    variable.addOverride('ephemeral', true);
    this.value = variable.stringValue;
    this.version = props.version ?? '1';
  }
}
