import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { App, Aspects, type IAspect, TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import { ContainerRegistry } from '../../../constructs/container-registry';
import { ResourceGroup } from '../../../constructs/resource-group';
import { type AcceptedFinding } from '../../../model/extent';
import { checkPolicies, judgeFindings, PolicyCheck } from '../../../stacks';
import { exampleEnvironment } from '../example-environment';

const reason = 'images are public anyway';
const finding = (rule: string, resource: string) => ({ rule, resource, reason: 'Asked for.', fix: 'Do it.' });

describe('findings of an environment', () => {
  const findings = [
    finding('A', 'dev-platform/vault'),
    finding('A', 'dev-platform/storage'),
    finding('B', 'dev-platform/vault'),
  ];

  it('are accepted by their rule, or by rule and a part of the path, with the reason', () => {
    const accept = [
      { rules: ['A'], resource: 'vault', reason },
      { rules: ['B'], reason: 'another reason' },
    ];
    const { open, accepted, unused } = judgeFindings(findings, accept);
    expect(open).toEqual([findings[1]]);
    expect(accepted.map(({ rule, justification }) => [rule, justification])).toEqual([
      ['A', reason],
      ['B', 'another reason'],
    ]);
    expect(unused).toEqual([]);
  });

  it('leave over what was accepted and is not there, rule by rule', () => {
    const accept = [
      { rules: ['A', 'C'], reason },
      { rules: ['B'], resource: 'storage', reason },
    ];
    expect(judgeFindings(findings, accept).unused).toEqual([
      { rule: 'C', index: 0 },
      { rule: 'B', index: 1, resource: 'storage' },
    ]);
  });

  it('are found in both of its stacks', () => {
    const { open } = checkPolicies(exampleEnvironment());
    expect(open.map(({ resource }) => resource.split('/')[0])).toEqual(
      expect.arrayContaining(['dev-platform', 'dev-serving']),
    );
  });
});

describe('PolicyCheck, on a stack of somebody else', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'llmops-policy-check-'));
  afterAll(() => {
    rmSync(outdir, { recursive: true });
  });

  /** Synthesizes a private registry with this check on it, after an aspect that may change it. */
  function synth(accept: readonly AcceptedFinding[], other?: IAspect): void {
    const app = new App({ outdir });
    const stack = new TerraformStack(app, 'theirs');
    new AzurermProvider(stack, 'azurerm', { features: [{}] });
    const resourceGroup = new ResourceGroup(stack, 'group', { name: 'rg', location: 'westeurope' });
    new ContainerRegistry(stack, 'registry', {
      name: 'crtheirs',
      resourceGroup,
      sku: 'Premium',
      publicNetworkAccess: false,
    });
    Aspects.of(stack).add(new PolicyCheck({ accept }));
    if (other) Aspects.of(stack).add(other);
    app.synth();
  }
  const copies = { rules: ['CKV_AZURE_165', 'CKV_AZURE_233'], reason: 'images can be built again' };
  const unlogged = { rules: ['LLMOPS_DIAGNOSTICS'], resource: 'registry', reason: 'logged by a policy of the tenant' };

  it('refuses to synthesize what has an open finding, and says what to change', () => {
    expect(() => synth([copies])).toThrow(
      'LLMOPS_DIAGNOSTICS theirs/registry: Who did what is logged. Construct: give it logAnalytics.',
    );
  });

  it('lets it pass once all are accepted', () => {
    expect(() => synth([copies, unlogged])).not.toThrow();
  });

  it('refuses an acceptance that fits nothing', () => {
    const accept = [copies, unlogged, { rules: ['CKV_AZURE_4'], resource: 'cluster', reason: 'there is none' }];
    expect(() => synth(accept)).toThrow('CKV_AZURE_4 on "cluster" is accepted, but there is no such finding');
  });

  it('sees what other aspects changed', () => {
    const opened = {
      visit: (construct: IConstruct & { publicNetworkAccessEnabled?: boolean }) => {
        if ('publicNetworkAccessEnabled' in construct) construct.publicNetworkAccessEnabled = true;
      },
    };
    expect(() => synth([copies, unlogged], opened)).toThrow('CKV_AZURE_139 theirs/registry');
  });
});
