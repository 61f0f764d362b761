import fc from 'fast-check';
import { connectionSecrets, connectionVariable } from '../../model/connection-variables';

describe('Terraform variables of connection secrets', () => {
  it('are named after the connection and the field', () => {
    expect(connectionVariable('search', 'key')).toBe('connection_search_key');
  });

  it('have names that Terraform and a shell take', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (connection, field) => {
        expect(connectionVariable(connection, field)).toMatch(/^connection_[A-Za-z0-9_]*$/);
      }),
    );
  });

  it('tell where each value comes from', () => {
    const auth = { token: { env: 'CRM_TOKEN', version: '2' }, 'api-key': { env: 'CRM_KEY', version: '1' } };
    expect(connectionSecrets({ name: 'crm', type: 'custom', auth, configs: {} })).toEqual([
      { field: 'token', variable: 'connection_crm_token', env: 'CRM_TOKEN', version: '2' },
      { field: 'api-key', variable: 'connection_crm_api_key', env: 'CRM_KEY', version: '1' },
    ]);
  });

  it('are none where Entra is used', () => {
    expect(connectionSecrets({ name: 'aoai', type: 'azure_open_ai', auth: 'entra', configs: {} })).toEqual([]);
  });
});
