// Synthesis of many flows in three environments: the app run as llmops runs it, against `cdktf synth`.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, printHeader, repository, seconds, withExampleProject } from './measure.mjs';

const count = Number(process.argv[2] ?? 100);
const rounds = Number(process.argv[3] ?? 3);

withExampleProject((cwd) => {
  const folder = join(cwd, 'flows-config');
  const template = readFileSync(join(folder, 'reply-composer.yaml'), 'utf8');
  for (const name of ['support-ticket-triage', 'order-entity-extraction', 'reply-composer']) {
    rmSync(join(folder, `${name}.yaml`));
  }
  for (let number = 1; number <= count; number += 1) {
    const targets = ['pr', 'dev', 'prod'].map(
      (environment) => `  ${environment}:\n    - target: managed-endpoint\n      name: flow-${number}-${environment}\n`,
    );
    const flow = template
      .replace('name: reply-composer', `name: flow-${number}`)
      .replace(/deploy:[\s\S]*$/, `deploy:\n${targets.join('')}`);
    writeFileSync(join(folder, `flow-${number}.yaml`), flow);
  }
  printHeader('cdktf synth');
  compare(
    `synth of ${count} flows in 3 environments`,
    rounds,
    () => seconds(process.execPath, [join(repository, 'dist/main.js')], { cwd }),
    () => seconds('npx', ['cdktf', 'synth'], { cwd }),
  );
});
