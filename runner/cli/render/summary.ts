import color from 'picocolors';
import { type CommandResult, type EndpointReport, type PlannedImage, type RegisteredVersion } from '../../result';
import { curlLine } from './curl-line';
import { renderExperiments } from './experiments';
import { formatProblems } from './problems';
import { formatTable } from './table';

/** What a person reads after a command: what is there now, and what to try next; or what went wrong and how to go on. */
export function renderResult(result: CommandResult): void {
  if (result.status === 'succeeded') renderSuccess(result);
  else renderFailure(result);
}

function renderSuccess(result: CommandResult): void {
  const { env, sandbox, changes, images, experiments, registered, endpoints, stacks } = result;
  const options = `--env ${env}${sandbox ? ' --sandbox' : ''}`;
  if (stacks !== undefined) {
    for (const [name, directory] of Object.entries(stacks)) console.log(`${name}: ${directory}/cdk.tf.json`);
  }
  if (changes !== undefined) renderChanges(changes);
  if (images !== undefined) renderImages(images);
  if (experiments !== undefined) renderExperiments(experiments, result.command === 'deploy');
  if (registered !== undefined) renderRegistered(registered);
  if (endpoints !== undefined) renderEndpoints(endpoints);
  const next = nextCommands(result, options);
  if (next.length > 0) console.log(`\n${color.bold('Next')}\n${next.map((line) => `  ${line}`).join('\n')}`);
}

const actionMarks: Readonly<Record<string, string>> = {
  create: color.green('+'),
  update: color.yellow('~'),
  replace: color.red('±'),
  delete: color.red('-'),
};

function renderChanges(changes: NonNullable<CommandResult['changes']>): void {
  for (const [stack, planned] of Object.entries(changes)) {
    if (planned.length === 0) continue;
    console.log(`\n${color.bold(stack)}`);
    for (const { action, address } of planned) console.log(`  ${actionMarks[action] ?? ' '} ${action} ${address}`);
  }
}

function renderRegistered(registered: readonly RegisteredVersion[]): void {
  if (registered.length === 0) return;
  const rows = registered.map(({ kind, name, version, changed }) => [
    kind,
    name,
    version,
    kind === 'image' ? buildMark(changed, 'built') : changed ? color.green('new') : color.dim('unchanged'),
  ]);
  console.log(`\n${formatTable(['asset', 'name', 'version', ''], rows)}`);
}

function renderImages(images: readonly PlannedImage[]): void {
  if (images.length === 0) return;
  const rows = images.map(({ flow, repository, tag, built }) => [
    flow,
    `${repository}:${tag}`,
    buildMark(!built, 'to build'),
  ]);
  console.log(`\n${formatTable(['flow', 'image', ''], rows)}`);
}

function buildMark(isNew: boolean, words: string): string {
  return isNew ? color.green(words) : color.dim('reused');
}

function renderEndpoints(endpoints: readonly EndpointReport[]): void {
  if (endpoints.length === 0) {
    console.log('\nNo endpoint is deployed.');
    return;
  }
  const rows = endpoints.map(({ flow, traffic, mirrorTraffic = {}, test, scoringUri }) => [
    flow,
    [
      ...Object.entries(traffic).map(([deployment, percent]) => `${deployment} ${percent} %`),
      ...Object.entries(mirrorTraffic).map(([deployment, percent]) => `${deployment} mirrors ${percent} %`),
    ].join(', ') || 'none',
    test === undefined ? '' : `${test.status} in ${test.latencyMs} ms`,
    color.cyan(scoringUri),
  ]);
  console.log(`\n${formatTable(['flow', 'traffic', 'test', 'endpoint'], rows)}`);
  const images = endpoints.flatMap(({ flow, name, images: deployed = {} }) =>
    Object.entries(deployed).map(([deployment, image]) => [flow, name, deployment, image]),
  );
  if (images.length > 0) console.log(`\n${formatTable(['flow', 'endpoint', 'deployment', 'image'], images)}`);
}

/** The commands that a person will want after this one. */
function nextCommands({ command, endpoints = [], authorizationFile }: CommandResult, options: string): string[] {
  if (command === 'plan') return [`npx llmops deploy ${options}`];
  if (command !== 'deploy' && command !== 'status') return [];
  const other = command === 'deploy' ? `npx llmops status ${options}` : `npx llmops deploy ${options}`;
  const [callable] = endpoints.filter(({ sampleRequest }) => sampleRequest !== undefined);
  if (authorizationFile === undefined || callable?.sampleRequest === undefined) return [other];
  return [
    'npx llmops sandbox start   # serves these endpoints on this machine until Ctrl-C; then, in another terminal:',
    curlLine(callable.scoringUri, authorizationFile, callable.sampleRequest),
    other,
  ];
}

function renderFailure({ command, status, error, experiments = [] }: CommandResult): void {
  if (error === undefined) return;
  renderExperiments(experiments, command === 'deploy');
  const { message, causes, done, notDone, next, problems = [] } = error;
  if (problems.length > 0) {
    console.error(`\n${formatProblems(problems)}`);
    return;
  }
  console.error(`\n${color.red(message)}`);
  for (const cause of causes) console.error(`\n${indent(cause)}`);
  if (status === 'failed' || status === 'gate-failed') {
    console.error(`\n${color.bold('Done')}      ${done.join(', ') || 'nothing'}`);
    console.error(`${color.bold('Not done')}  ${notDone.join(', ') || 'nothing'}`);
  }
  if (next.length > 0) console.error(`\n${color.bold('Next')}\n${next.map(indent).join('\n')}`);
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
