/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  // Whole lifecycles, browsers, notebooks and drawn environments: `npm run test:slow`.
  testPathIgnorePatterns: ['/node_modules/', '\\.slow\\.test\\.ts$'],
  testEnvironment: 'node',
  // The examples import the package by its name, as its users do.
  moduleNameMapper: {
    '^llmops-cdktf/experiments$': '<rootDir>/experiments/local',
    '^llmops-cdktf/(\\w+)$': '<rootDir>/$1',
  },
  runtime: '<rootDir>/jest.runtime.js',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  testTimeout: 60_000,
  maxWorkers: 2,
};
