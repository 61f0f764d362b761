import js from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import { createNodeResolver } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Which folder may import which of ours (docs/architecture.md). Everything that is not listed is forbidden. */
const arrows = {
  constructs: [],
  model: [],
  engine: [],
  azure: [],
  stacks: ['constructs', 'model'],
  experiments: ['engine', 'model'],
  reports: ['model', 'experiments'],
  sandbox: ['engine'],
  runner: ['model', 'engine', 'experiments', 'reports', 'azure', 'stacks', 'sandbox'],
};
const folders = Object.keys(arrows);
const zones = folders.map((folder) => ({
  target: `./${folder}`,
  from: [
    './main.ts',
    ...folders.filter((other) => other !== folder && !arrows[folder].includes(other)).map((other) => `./${other}`),
  ],
  message: `${folder}/ may import ${arrows[folder].join(', ') || 'nothing of ours'} only (docs/architecture.md).`,
}));

const bindingsBarrel = {
  regex: '^@cdktf/provider-[a-z]+(/lib)?/?$',
  message:
    'Import bindings by their deep path, such as @cdktf/provider-azurerm/lib/key-vault: the barrel costs seconds.',
};
const cdktf = {
  group: ['cdktf', 'cdktf/*', 'constructs', '@cdktf/*'],
  message: 'Only constructs/, stacks/ and main.ts know cdktf.',
};

export default tseslint.config(
  { ignores: ['dist/', 'docs/api/', 'cdktf.out/', '.llmops/', 'node_modules/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'import-x/no-cycle': ['error', { maxDepth: 8, ignoreExternal: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-restricted-imports': ['error', { patterns: [bindingsBarrel] }],
      'no-console': 'error',
    },
  },
  {
    files: [
      'model/**/*.ts',
      'engine/**/*.ts',
      'experiments/**/*.ts',
      'reports/**/*.ts',
      'azure/**/*.ts',
      'runner/**/*.ts',
      'sandbox/**/*.ts',
    ],
    rules: { 'no-restricted-imports': ['error', { patterns: [bindingsBarrel, cdktf] }] },
  },
  {
    files: ['constructs/**/*.ts', 'stacks/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-private-class-members': 'off', 'no-new': 'off' },
  },
  { files: ['runner/cli/**/*.ts', 'bench/**'], rules: { 'no-console': 'off' } },
  {
    files: ['__tests__/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
