import { AssetRegistry, AzureError, type AzureTarget, EndpointClient } from '../../azure';
import { FakeAzure } from './fake-azure';
import { folderWith, removeFolders } from './content/folder';

let azure: FakeAzure;
beforeAll(async () => void (azure = await FakeAzure.start()));
beforeEach(() => azure.reset());
afterEach(removeFolders);
afterAll(() => azure.close());

async function failureOf(work: Promise<unknown>): Promise<AzureError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AzureError);
  return error as AzureError;
}

function register(target: AzureTarget): Promise<unknown> {
  return new AssetRegistry(target).registerEnvironment({ name: 'serving', image: 'mcr/pf:1' });
}

describe('a refusal says what was tried, what Azure answered, and what to do', () => {
  test.each([
    [401, 'InvalidAuthenticationToken', 'sign in again, to the tenant that holds subscription sub-1'],
    [403, 'AuthorizationFailed', 'needs the role AzureML Data Scientist on workspace mlw-1 (resource group rg-1'],
    [429, 'TooManyRequests', 'run the command again in a minute'],
    [400, 'BadArgument', 'Change what the message names'],
  ])('%i %s', async (status, code, hint) => {
    azure.rule(({ method }) => (method === 'PUT' ? { status, code, message: 'It said no.' } : undefined));
    const error = await failureOf(register(azure.target));
    expect(error).toMatchObject({ status, code });
    expect(error.message).toBe(`Could not register environment serving: ${status} ${code}: It said no.`);
    expect(error.hint).toContain(hint);
  });

  test('404: the workspace is not there', async () => {
    const error = await failureOf(register({ ...azure.target, workspace: 'mlw-2' }));
    expect(error).toMatchObject({ status: 404, code: 'ResourceNotFound' });
    expect(error.hint).toContain('Check that workspace mlw-2 (resource group rg-1, subscription sub-1) exists');
  });

  test('409, when it does not end', async () => {
    azure.rule(({ method }) => (method === 'PUT' ? { status: 409, code: 'Conflict', message: 'Locked.' } : undefined));
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const error = await failureOf(register(azure.target));
    jest.restoreAllMocks();
    expect(error).toMatchObject({ status: 409, code: 'Conflict' });
    expect(error.hint).toContain('run the command again when that has ended');
  });

  test('403 of the storage account names that account and its own role', async () => {
    const refusal = { status: 403, code: 'AuthorizationPermissionMismatch', message: 'No.' };
    azure.rule(({ path }) => (path.startsWith('/account1') ? refusal : undefined));
    const folder = await folderWith({ 'flow.dag.yaml': '' });
    const error = await failureOf(new AssetRegistry(azure.target).registerFlow({ name: 'triage', folder }));
    expect(error).toMatchObject({ status: 403, code: 'AuthorizationPermissionMismatch' });
    expect(error.message).toMatch(/^Could not upload model triage to storage account account1: 403 /);
    expect(error.hint).toContain('needs the role Storage Blob Data Contributor on storage account account1');
  });

  test('nobody listens at the address', async () => {
    const gone = await FakeAzure.start();
    await gone.close();
    const error = await failureOf(register(gone.target));
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(error.status).toBeUndefined();
    expect(error.hint).toContain(`Check that ${gone.target.resourceManagerEndpoint} can be reached`);
  });

  test('nobody is signed in', async () => {
    const { CredentialUnavailableError } = await import('@azure/identity');
    const credential = {
      getToken: () => Promise.reject(new CredentialUnavailableError('Please run "az login".')),
    };
    const error = await failureOf(register({ ...azure.target, credential }));
    expect(error.message).toBe(
      'Could not register environment serving: CredentialUnavailableError: Please run "az login".',
    );
    expect(error.hint).toContain('Sign in with "az login"');
    expect(
      (await failureOf(register({ ...azure.target, credential: { getToken: () => Promise.resolve(null) } }))).code,
    ).toBe('NoToken');
  });

  test('the first failure stays at hand as its cause', async () => {
    azure.rule(() => ({ status: 403, code: 'AuthorizationFailed', message: 'No.' }));
    const { cause } = await failureOf(register(azure.target));
    expect(cause).toMatchObject({ name: 'RestError', statusCode: 403 });
  });
});

describe('what may pass is tried again', () => {
  test.each([
    [500, {}],
    [503, {}],
    [429, { 'retry-after': '0' }],
  ])('after a %i', async (status, headers) => {
    azure.refuseOnce('GET', /environments/, { status, code: 'Busy', message: 'Busy.', headers });
    azure.refuseOnce('PUT', /environments/, { status, code: 'Busy', message: 'Busy.', headers });
    await expect(register(azure.target)).resolves.toMatchObject({ version: '1' });
  });

  test('also when it is the storage', async () => {
    azure.refuseOnce('PUT', /^\/account1/, { status: 503, code: 'ServerBusy', message: 'Busy.' });
    const folder = await folderWith({ 'flow.dag.yaml': '' });
    await expect(new AssetRegistry(azure.target).registerFlow({ name: 'triage', folder })).resolves.toMatchObject({
      version: '1',
    });
  });
});

describe('a token never travels in the clear', () => {
  test.each([
    ['http://management.contoso.example', 'https://management.azure.com'],
    ['http://127.0.0.1.contoso.example', 'http://127.0.0.1.contoso.example'],
    ['http://localhost@contoso.example', 'http://localhost@contoso.example'],
  ])('%s is refused before anything is sent', async (resourceManagerEndpoint) => {
    const getToken = jest.fn();
    const error = await failureOf(register({ ...azure.target, resourceManagerEndpoint, credential: { getToken } }));
    expect(error).toMatchObject({ code: 'InsecureEndpoint' });
    expect(error.hint).toContain('Use https');
    expect(getToken).not.toHaveBeenCalled();
  });

  test('nor to a storage account or an endpoint with such an address', async () => {
    const folder = await folderWith({ 'flow.dag.yaml': '' });
    const target = { ...azure.target, blobEndpoint: () => 'http://account1.blob.example' };
    expect((await failureOf(new AssetRegistry(target).registerFlow({ name: 'triage', folder }))).code).toBe(
      'InsecureEndpoint',
    );
    azure.endpoints.set('e-1', { authMode: 'Key', scoringUri: 'http://e-1.example/score' });
    expect((await failureOf(new EndpointClient(azure.target).score('e-1', {}))).code).toBe('InsecureEndpoint');
  });

  test.each(['127.0.0.1', 'localhost'])('over http to %s it may', async (host) => {
    const resourceManagerEndpoint = azure.target.resourceManagerEndpoint.replace('127.0.0.1', host);
    await expect(register({ ...azure.target, resourceManagerEndpoint })).resolves.toMatchObject({ changed: true });
  });
});
