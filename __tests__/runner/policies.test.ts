import { synth } from '../../runner/actions/synth';
import { policyReport } from '../../runner/policies';
import { checkPolicies } from '../../stacks';
import { freshProject } from '../model/project-folder';

const fresh = freshProject();
const reason = 'nothing in it is worth protecting';

function accept(block: string, entries: readonly object[]): void {
  const text = JSON.stringify({ accept: entries });
  fresh.folder.environments(block, `${block}\n${' '.repeat(block.search(/\S/) + 2)}policies: ${text}`);
}

async function problems(name = 'dev') {
  const environment = fresh.folder.project().environments[name]!;
  const { problems: stopping, unused } = await policyReport(fresh.folder.root, environment);
  return [...stopping, ...unused];
}

/** Every finding of an environment, to be accepted. */
function everyRule(name = 'dev'): string[] {
  const { open } = checkPolicies(fresh.folder.project().environments[name]!);
  return [...new Set(open.map(({ rule }) => rule))];
}

function synthesize() {
  const confirm = () => Promise.resolve(true);
  return synth({ root: fresh.folder.root, env: 'dev', sandbox: false, emit: () => undefined, confirm });
}

test('an open finding stops a command, and says where it can be accepted', async () => {
  const result = await synthesize();
  expect(result.status).toBe('invalid');
  expect(result.error?.problems).toContainEqual({
    file: 'flows-config/environments.yaml',
    line: 13,
    column: 3,
    path: 'environments.dev.policies.accept',
    code: 'CKV_AZURE_144',
    message: 'A workspace has no public network access. Not so: dev-platform/workspace.',
    hint: expect.stringMatching(/isolation: private.* Or say why .*\{ rule: CKV_AZURE_144, reason: … \}/),
  });
});

test('accepted findings let it go on, and are listed with why they were accepted', async () => {
  accept('  dev:', [{ rule: everyRule(), reason }]);
  const result = await synthesize();
  expect(result.status).toBe('succeeded');
  expect(result.policies?.accepted).toContainEqual(
    expect.objectContaining({ rule: 'CKV_AZURE_144', resource: 'dev-platform/workspace', justification: reason }),
  );
});

test('an acceptance that fits nothing is a problem where it stands', async () => {
  const rules = everyRule();
  accept('  dev:', [
    { rule: rules, reason },
    { rule: ['CKV_AZURE_4', 'CKV_AZURE_144'], resource: 'cluster', reason },
  ]);
  const found = await problems();
  expect(found.map(({ path, code, message }) => [path, code, message.split(' ')[0]])).toEqual([
    ['environments.dev.policies.accept[1]', 'unused-acceptance', 'CKV_AZURE_4'],
    ['environments.dev.policies.accept[1]', 'unused-acceptance', 'CKV_AZURE_144'],
  ]);
});

test('an acceptance that fits nothing does not stop a deploy', async () => {
  accept('  dev:', [{ rule: [...everyRule(), 'CKV_AZURE_4'], reason }]);
  expect((await synthesize()).status).toBe('succeeded');
});

test('an inherited acceptance may fit nothing, as it is there for other environments', async () => {
  accept('defaults:', [{ rule: [...everyRule(), 'CKV_AZURE_4'], reason }]);
  expect(await problems()).toEqual([]);
});

test('a rule that is not known is a problem everywhere, with the nearest one', async () => {
  accept('defaults:', [{ rule: [...everyRule(), 'CKV_AZURE_1444'], reason }]);
  expect(await problems()).toMatchObject([{ code: 'unknown-rule', hint: "Did you mean 'CKV_AZURE_144'?" }]);
});
