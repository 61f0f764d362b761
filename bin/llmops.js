#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '../dist/runner/cli/main.js');
if (!existsSync(main)) {
  // A fresh clone has no dist/ yet; the published package always has.
  require('node:child_process').execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: join(__dirname, '..') });
}
require(main);
