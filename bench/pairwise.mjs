// Planning an experiment: as few runs as cover every pair of 100,000 combinations, against writing all of them down.
import { createRequire } from 'node:module';
import { median } from './measure.mjs';

const { planRuns } = createRequire(import.meta.url)('../dist/experiments/plan/runs.js');
const rounds = Number(process.argv[2] ?? 5);

// Five nodes with ten variants each.
const variants = Array.from({ length: 10 }, (_, index) => `v${index}`);
const variedNodes = Array.from({ length: 5 }, (_, index) => ({ node: `n${index}`, default: 'v0', variants }));
const dataset = { name: 'data', asset: 'flow-data', path: '/data.jsonl' };
const experiment = { datasets: [dataset], inputs: {}, variedNodes, parameters: {}, confirmAbove: 50 };

function timed(mode) {
  let runs = 0;
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now();
    runs = planRuns({ ...experiment, variants: mode }).length;
    return performance.now() - begin;
  });
  return { runs, ms: median(times) };
}

const pairs = timed('pairwise');
const grid = timed('grid');
console.log('| planned | runs | ms |\n| --- | --- | --- |');
console.log(`| every pair | ${pairs.runs} | ${pairs.ms.toFixed(0)} |`);
console.log(`| all combinations | ${grid.runs} | ${grid.ms.toFixed(0)} |`);
console.log(`\nTo plan the pairs takes ${(pairs.ms / grid.ms).toFixed(2)} of the time that the grid takes.`);
