// Synthesis of 10, 100 and 1,000 flows in three environments: the app run as llmops runs it, against `cdktf synth` and
// against an app that writes the same resources in plain cdktf.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, printMachine, repository, seconds, withExampleProject } from './measure.mjs';

const counts = (process.argv[2] ?? '10,100,1000').split(',').map(Number);
const rounds = Number(process.argv[3] ?? 3);
const environments = ['pr', 'dev', 'prod'];

/** Replaces the example's flows by many, each with an endpoint in every environment. */
function writeFlows(folder, template, count) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'environments.yaml')) {
    rmSync(join(folder, file));
  }
  for (let number = 1; number <= count; number += 1) {
    const targets = environments.map(
      (environment) => `  ${environment}:\n    - target: managed-endpoint\n      name: flow-${number}-${environment}\n`,
    );
    const flow = template
      .replace('name: reply-composer', `name: flow-${number}`)
      .replace(/deploy:[\s\S]*$/, `deploy:\n${targets.join('')}`);
    writeFileSync(join(folder, `flow-${number}.yaml`), flow);
  }
}

/** All resources of the stacks that were written, by stack and type, as a plain cdktf app reads them. */
function writeResources(cwd) {
  const stacks = readdirSync(join(cwd, 'cdktf.out/stacks')).map((name) => {
    const { resource = {} } = JSON.parse(readFileSync(join(cwd, 'cdktf.out/stacks', name, 'cdk.tf.json'), 'utf8'));
    const resources = Object.entries(resource).flatMap(([type, byId]) =>
      Object.entries(byId).map(([id, attributes]) => ({ type, id, attributes: { ...attributes, '//': undefined } })),
    );
    return { name, resources };
  });
  mkdirSync(join(cwd, 'plain'), { recursive: true });
  writeFileSync(join(cwd, 'plain/resources.json'), JSON.stringify(stacks));
  return stacks.reduce((sum, { resources }) => sum + resources.length, 0);
}

withExampleProject((cwd) => {
  const folder = join(cwd, 'flows-config');
  const template = readFileSync(join(folder, 'reply-composer.yaml'), 'utf8');
  const ours = () => seconds(process.execPath, [join(repository, 'dist/main.js')], { cwd });
  const plain = () =>
    seconds(process.execPath, [join(repository, 'bench/plain-cdktf.mjs'), join(cwd, 'plain')], { cwd });
  const cli = () => seconds('npx', ['cdktf', 'synth'], { cwd });
  printMachine();
  console.log('| flows | resources | llmops | plain cdktf | cdktf synth | plain to llmops | each further flow |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  let before;
  for (const count of counts) {
    writeFlows(folder, template, count);
    rmSync(join(cwd, 'cdktf.out'), { recursive: true, force: true });
    ours();
    const resources = writeResources(cwd);
    const times = [ours, plain, cli].map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, run] of [ours, plain, cli].entries()) times[index].push(run());
    }
    const [own, bare, command] = times.map(median);
    // What each further flow costs: a slope that rises with their number would be a fault.
    const each = before && ((own - before.own) / (count - before.count)) * 1000;
    before = { own, count };
    const shown = [own, bare, command].map((time) => `${time.toFixed(2)} s`).join(' | ');
    console.log(
      `| ${count} | ${resources} | ${shown} | ${(bare / own).toFixed(1)} | ${each === undefined ? '' : `${each.toFixed(1)} ms`} |`,
    );
  }
});
