// synth, plan and deploy of the example's dev environment in the sandbox, against the cdktf CLI doing the same.
import { cli, compare, printHeader, seconds, withExampleProject } from './measure.mjs';

const rounds = Number(process.argv[2] ?? 3);

withExampleProject((cwd) => {
  const llmops = (...args) => seconds(process.execPath, [cli, ...args], { cwd });
  const cdktf = (...args) =>
    seconds(process.execPath, [cli, 'sandbox', 'exec', '--', 'npx', 'cdktf', ...args], { cwd });
  const first = llmops('deploy', '--env', 'dev', '--sandbox', '--yes');
  printHeader('cdktf');
  compare(
    'synth',
    rounds,
    () => llmops('synth', '--env', 'dev', '--sandbox'),
    () => cdktf('synth'),
  );
  compare(
    'plan of two stacks, no change',
    rounds,
    () => llmops('plan', '--env', 'dev', '--sandbox'),
    () => cdktf('diff', 'dev-platform', '--skip-provider-lock') + cdktf('diff', 'dev-serving', '--skip-provider-lock'),
  );
  compare(
    'deploy, no change (llmops also checks assets and tests endpoints)',
    rounds,
    () => llmops('deploy', '--env', 'dev', '--sandbox', '--yes'),
    () => cdktf('deploy', 'dev-platform', 'dev-serving', '--auto-approve', '--skip-provider-lock'),
  );
  console.log(`\nFirst deploy into an empty sandbox: ${first.toFixed(2)} s`);
});
