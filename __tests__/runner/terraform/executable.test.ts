import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTerraform } from '../../../runner/terraform/executable';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'llmops-terraform-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function terraformThatPrints(text: string): NodeJS.ProcessEnv {
  const file = join(folder, 'terraform');
  writeFileSync(file, `#!/bin/sh\necho '${text}'\n`);
  chmodSync(file, 0o755);
  return { ...process.env, TERRAFORM_BINARY_NAME: file };
}

describe('the check for Terraform', () => {
  it('finds the one on this machine', async () => {
    await expect(findTerraform()).resolves.toBe('terraform');
  });

  it('says which version to install where there is none', async () => {
    const missing = { PATH: folder };
    await expect(findTerraform(missing)).rejects.toMatchObject({
      message: expect.stringContaining('was not found'),
      hint: expect.stringContaining('Install Terraform 1.11 or later'),
      exitCode: 2,
    });
  });

  it.each(['1.10.5', '0.15.0'])('refuses %s as too old', async (version) => {
    const environment = terraformThatPrints(`{"terraform_version":"${version}"}`);
    await expect(findTerraform(environment)).rejects.toMatchObject({
      message: expect.stringContaining(`Terraform ${version} is too old`),
    });
  });

  it.each(['1.11.0', '1.12.3', '2.0.0'])('takes %s', async (version) => {
    await expect(findTerraform(terraformThatPrints(`{"terraform_version":"${version}"}`))).resolves.toBeDefined();
  });
});
