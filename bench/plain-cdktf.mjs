// The same resources as llmops synthesizes, written by hand in plain cdktf: what it costs to make constructs of them and
// to synthesize these, with nothing loaded and nothing decided. Its argument is the folder with resources.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformResource, TerraformStack } from 'cdktf';

class Resource extends TerraformResource {
  constructor(scope, id, type, attributes) {
    super(scope, id, { terraformResourceType: type });
    this.attributes = attributes;
  }

  synthesizeAttributes() {
    return this.attributes;
  }
}

const [, , folder] = process.argv;
const app = new App({ outdir: join(folder, 'out') });
for (const { name, resources } of JSON.parse(readFileSync(join(folder, 'resources.json'), 'utf8'))) {
  const stack = new TerraformStack(app, name);
  for (const { type, id, attributes } of resources) new Resource(stack, id, type, attributes);
}
app.synth();
