import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplyMarker, existingResources, restoreTornState } from '../../../runner/terraform/interruption';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'llmops-interruption-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('an apply that was killed', () => {
  it('is known by the marker that it left', () => {
    new ApplyMarker(folder).set();
    expect(new ApplyMarker(folder).exists).toBe(true);
    new ApplyMarker(folder).clear();
    expect(new ApplyMarker(folder).exists).toBe(false);
  });

  it.each([
    [
      'azurerm or azapi',
      'A resource with the ID "/subscriptions/0/resourceGroups/rg-contoso-dev" already exists - to be managed via Terraform this resource needs to be imported into the State.',
      '/subscriptions/0/resourceGroups/rg-contoso-dev',
    ],
    [
      'a diagnostic setting',
      'A resource with the ID "/subscriptions/0/resourceGroups/rg/providers/x/y/z|diagnostics" already exists - to be managed via Terraform this resource needs to be imported into the State.',
      '/subscriptions/0/resourceGroups/rg/providers/x/y/z|diagnostics',
    ],
  ])('left a resource that %s names with its id', (_, detail, id) => {
    const diagnostic = { severity: 'error' as const, summary: 'Error', detail, address: 'azurerm_x.y' };
    expect(existingResources([diagnostic])).toEqual([{ address: 'azurerm_x.y', id }]);
  });

  it('is not seen in an error about something else', () => {
    const diagnostic = { severity: 'error' as const, summary: 'Quota exceeded', address: 'azurerm_x.y' };
    expect(existingResources([diagnostic])).toEqual([]);
  });
});

describe('a state file that a kill left half written', () => {
  const state = () => join(folder, 'dev-platform.tfstate');

  it('is replaced by the backup', () => {
    writeFileSync(state(), '{"version": 4, "resour');
    writeFileSync(`${state()}.backup`, '{"version": 4}');
    expect(restoreTornState(state())).toBe(true);
    expect(readFileSync(state(), 'utf8')).toBe('{"version": 4}');
  });

  it('is removed where there is no usable backup', () => {
    writeFileSync(state(), '');
    expect(restoreTornState(state())).toBe(true);
    expect(existsSync(state())).toBe(false);
  });

  it('is left alone where it is whole', () => {
    writeFileSync(state(), '{"version": 4}');
    expect(restoreTornState(state())).toBe(false);
    expect(restoreTornState(join(folder, 'absent.tfstate'))).toBe(false);
  });
});
