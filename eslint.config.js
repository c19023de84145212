import tseslint from 'typescript-eslint';

// Our own code. What the compiler checks (unused names, missing returns) is not checked twice.
export default tseslint.config(
  { ignores: ['dist/', 'fixtures/', 'coverage/', '**/*.generated.*', '**/*.mjs', '*.js'] },
  {
    files: ['src/**/*.ts', 'rules/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return visit(node);` ends a branch in one line.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Our interfaces declare functions as methods; no object of ours needs its `this` outside of a class.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Only rules are default exports.' }, { selector: 'TSEnumDeclaration', message: 'Unions of literals instead of enums.' }],
    },
  },
  { files: ['src/**/*.ts', 'rules/**/*.ts'], ignores: ['src/data/**'], rules: { 'max-lines': ['error', { max: 300 }] } },
  { files: ['rules/**/*.ts', 'src/eslint/index.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
);
