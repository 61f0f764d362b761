import { type ArmBody, type ArmError, type OpenResourceGraph } from '../../../sandbox/arm';
import { group, workspaceGraph } from './sample-subscription';

const plan = `${group}/providers/Microsoft.Web/serverFarms/asp-dev`;
const site = `${group}/providers/Microsoft.Web/sites/app-dev`;
const body = (changes: object = {}): ArmBody => ({
  location: 'westeurope',
  properties: { serverFarmId: plan, ...changes },
});

async function planGraph(sku: string): Promise<OpenResourceGraph> {
  const graph = await workspaceGraph();
  await graph.put(plan, { location: 'westeurope', sku: { name: sku } });
  return graph;
}

const refusal = (work: Promise<unknown>): Promise<ArmError> =>
  work.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => error as ArmError,
  );

describe('App Service refuses', () => {
  it('a name that an app of anybody has', async () => {
    const graph = await planGraph('S1');
    await graph.put(site, body());
    const other = `${group.replace('rg-contoso-dev', 'rg-other')}/providers/Microsoft.Web/sites/App-Dev`;
    await graph.put(group.replace('rg-contoso-dev', 'rg-other'), { location: 'westeurope' });
    expect(await refusal(graph.put(other, body()))).toMatchObject({
      status: 409,
      message: 'Website with given name App-Dev already exists.',
    });
  });

  it.each(['-app', 'app_dev', 'a', 'x'.repeat(61)])('the name %s', async (name) => {
    const graph = await planGraph('S1');
    expect(await refusal(graph.put(site.replace('app-dev', name), body()))).toMatchObject({
      code: 'InvalidResourceName',
    });
  });

  it.each([
    ['F1', 0],
    ['B3', 0],
    ['S1', 5],
    ['P1v3', 20],
  ])('more slots than tier %s has: %s', async (sku, limit) => {
    const graph = await planGraph(sku);
    await graph.put(site, body());
    for (let made = 0; made < limit; made += 1) await graph.put(`${site}/slots/slot-${made}`, { properties: {} });
    expect(await refusal(graph.put(`${site}/slots/one-more`, { properties: {} }))).toMatchObject({
      status: 409,
      message: `Cannot complete the operation because the site will exceed the number of slots allowed for the '${sku}' SKU: ${limit}.`,
    });
  });

  it('to keep an app of the Free tier awake', async () => {
    const graph = await planGraph('F1');
    await graph.put(site, body({ siteConfig: { alwaysOn: false } }));
    expect(await refusal(graph.put(site, body({ siteConfig: { alwaysOn: true } })))).toMatchObject({
      status: 409,
      message: expect.stringContaining('AlwaysOn cannot be set for this site as the plan does not allow it.'),
    });
  });

  it('an app without a plan, on one that is not there, or in another region', async () => {
    const graph = await planGraph('S1');
    expect(await refusal(graph.put(site, { location: 'westeurope', properties: {} }))).toMatchObject({ status: 400 });
    expect(await refusal(graph.put(site, body({ serverFarmId: `${plan}-absent` })))).toMatchObject({ status: 404 });
    expect(await refusal(graph.put(site, { ...body(), location: 'northeurope' }))).toMatchObject({ status: 400 });
  });

  it('to delete a plan that has apps', async () => {
    const graph = await planGraph('S1');
    await graph.put(site, body());
    expect(await refusal(graph.delete(plan))).toMatchObject({
      message: "Server farm 'asp-dev' cannot be deleted because it has web app(s) app-dev assigned to it.",
    });
    await graph.delete(site);
    expect(await graph.delete(plan)).toBe(true);
  });

  it.each([
    [[{ name: 'second', actionHostName: 'h', reroutePercentage: 101 }]],
    [
      [
        { name: 'a', actionHostName: 'h', reroutePercentage: 60 },
        { name: 'b', actionHostName: 'h', reroutePercentage: 60 },
      ],
    ],
    [[{ name: 'second', reroutePercentage: 10 }]],
  ])('routing rules that make no sense: %j', async (rampUpRules) => {
    const graph = await planGraph('S1');
    await graph.put(site, body());
    const put = graph.put(`${site}/config/web`, { properties: { experiments: { rampUpRules } } });
    expect(await refusal(put)).toMatchObject({ status: 400 });
  });
});

describe('an app', () => {
  it('has hosts of its own and of its slots, which Azure cuts where they are too long', async () => {
    const graph = await planGraph('S1');
    const host = async (id: string) =>
      (await graph.put(id, id.includes('/slots/') ? { properties: {} } : body())).properties.defaultHostName;
    expect(await host(site)).toBe('app-dev.azurewebsites.net');
    expect(await host(`${site}/slots/second`)).toBe('app-dev-second.azurewebsites.net');
    const long = site.replace('app-dev', 'a'.repeat(50));
    await host(long);
    expect(await host(`${long}/slots/${'b'.repeat(30)}`)).toBe(`${'a'.repeat(40)}-${'b'.repeat(19)}.azurewebsites.net`);
  });

  it('keeps sticky settings, whether it stays awake, and its routing where they are in a swap', async () => {
    const graph = await planGraph('S1');
    const run = (image: string, where: string, alwaysOn: boolean) => ({
      siteConfig: { linuxFxVersion: `DOCKER|${image}`, alwaysOn },
      appSettings: { VERSION: image, PLACE: where },
      slotConfigNames: { appSettingNames: ['PLACE'] },
    });
    await graph.put(site, body(run('one', 'production', true)));
    await graph.put(`${site}/slots/second`, { properties: run('two', 'slot', false) });
    const experiments = { rampUpRules: [{ name: 'second', actionHostName: 'h', reroutePercentage: 10 }] };
    await graph.put(`${site}/config/web`, { properties: { experiments } });
    await graph.action(site, 'slotsswap', { targetSlot: 'second' });
    expect(graph.get(site)?.properties).toMatchObject({
      siteConfig: { linuxFxVersion: 'DOCKER|two', alwaysOn: true },
      appSettings: { VERSION: 'two', PLACE: 'production' },
    });
    expect(graph.get(`${site}/slots/second`)?.properties).toMatchObject({
      siteConfig: { linuxFxVersion: 'DOCKER|one', alwaysOn: false },
      appSettings: { VERSION: 'one', PLACE: 'slot' },
    });
    expect(graph.get(`${site}/config/web`)?.properties).toMatchObject({ experiments, linuxFxVersion: 'DOCKER|two' });
    expect(await graph.action(`${site}/config/appsettings`, 'list')).toMatchObject({ properties: { VERSION: 'two' } });
  });
});
