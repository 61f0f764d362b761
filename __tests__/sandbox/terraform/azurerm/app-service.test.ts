import { linuxWebApp, servicePlan } from '../../../../sandbox/terraform/azurerm/app-service';
import { type Values } from '../../../../sandbox/terraform/protocol/values';

const refusals = (behaviour: typeof linuxWebApp, config: Values): string[] =>
  (behaviour.check?.(config) ?? []).map(({ detail }) => detail ?? '');
const site = (config: Values, settings: Values = {}) => ({ site_config: [config], app_settings: settings });

describe('the arguments of a web app', () => {
  it.each([
    [
      'a health check without a time',
      site({ health_check_path: '/health' }),
      /health_check_eviction_time_in_min go together/,
    ],
    [
      'an image without its registry',
      site({ application_stack: [{ docker_image_name: 'triage:1' }] }),
      /docker_registry_url go together/,
    ],
    [
      'a password, which the sandbox would have to keep',
      site({
        application_stack: [
          { docker_image_name: 'triage:1', docker_registry_url: 'https://cr', docker_registry_password: 'secret' },
        ],
      }),
      /takes images by managed identity only/,
    ],
    [
      'settings that the provider owns',
      site({}, { DOCKER_REGISTRY_SERVER_URL: 'https://cr' }),
      /DOCKER_REGISTRY_SERVER_URL is set by the provider/,
    ],
  ])('are refused with %s', (_, config, message) => {
    expect(refusals(linuxWebApp, config)).toEqual([expect.stringMatching(message)]);
  });

  it('are taken where they belong together', () => {
    const stack = { docker_image_name: 'triage:1', docker_registry_url: 'https://cr.azurecr.io' };
    const config = { health_check_path: '/health', health_check_eviction_time_in_min: 5, application_stack: [stack] };
    expect(refusals(linuxWebApp, site(config, { WEBSITES_PORT: '8080' }))).toEqual([]);
  });
});

describe('the tier of a plan', () => {
  it.each(['F1', 'B3', 'S1', 'P0v3', 'P1v3', 'P5mv4', 'I1v2'])('may be %s', (sku) => {
    expect(refusals(servicePlan, { sku_name: sku })).toEqual([]);
  });

  it.each(['B4', 'P9v3', 'premium'])('may not be %s', (sku) => {
    expect(refusals(servicePlan, { sku_name: sku })).toEqual([`"${sku}" is no tier of a plan for apps.`]);
  });
});
