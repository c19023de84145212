// Other tools on the files that `npm run bench -- --peers` vets: installed into a folder that is thrown away, never dependencies.
// Each is started as a process of its own that gets a list of files, as its documentation says it is used from a program.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Newer ones of secretlint need Node.js 22; later ones of cdk-nag are no aspects any more, and wait for a way to be asked from a program. */
const PACKAGES = ['eslint@10.15.0', 'typescript-eslint@8.73.0', 'typescript@6.0.3', '@secretlint/node@11.7.1', '@secretlint/secretlint-rule-preset-recommend@11.7.1', 'cdk-nag@2.38.2', 'aws-cdk-lib@2.276.0', 'constructs@10.8.1', '@aws/cloudformation-validate@1.9.0-beta'];

const HEAD = `import { readFileSync } from 'node:fs';
import { join } from 'node:path';
const { folder, templates, modules } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const files = (paths) => paths.map((path) => join(folder, path));
`;

/** `reads`: which of the files it understands. Each prints how many findings it has. */
export const PEERS = [
  {
    name: 'ESLint with typescript-eslint, recommended',
    reads: 'modules',
    program: `import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: [...tseslint.configs.recommended] });
const results = await eslint.lintFiles(files(modules));
console.log(results.reduce((sum, { messages }) => sum + messages.length, 0));
`,
  },
  {
    name: 'secretlint, recommended',
    reads: 'all',
    program: `import { createEngine } from '@secretlint/node';
const engine = await createEngine({ configFileJSON: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend' }] }, formatter: 'json', color: false });
const { output } = await engine.executeOnFiles({ filePathList: files([...templates, ...modules]) });
console.log(JSON.parse(output).reduce((sum, { messages }) => sum + messages.length, 0));
`,
  },
  {
    name: 'cdk-nag, AwsSolutions, by way of CfnInclude',
    reads: 'templates',
    program: `import { App, Aspects, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks } from 'cdk-nag';
const app = new App({ analyticsReporting: false });
files(templates).forEach((templateFile, index) => new CfnInclude(new Stack(app, 'Stack' + index), 'Template', { templateFile }));
Aspects.of(app).add(new AwsSolutionsChecks());
const { stacks } = app.synth();
console.log(stacks.reduce((sum, { messages }) => sum + messages.length, 0));
`,
  },
  {
    name: '@aws/cloudformation-validate, its Rego engine',
    reads: 'templates',
    program: `import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
const engine = new RegoEngine();
let count = 0;
for (const file of files(templates)) count += engine.validateStandard(new TemplateFile(file)).diagnostics.length;
console.log(count);
`,
  },
];

/** Installs them all; the folder to start them in. */
export function installPeers(work, npm) {
  const folder = join(work, 'peers');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "name": "peers", "private": true, "type": "module" }');
  const { status, stderr } = npm(folder, 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...PACKAGES);
  if (status !== 0) throw new Error(`The peers cannot be installed: ${stderr}`);
  PEERS.forEach(({ program }, index) => writeFileSync(programOf(folder, index), HEAD + program));
  return folder;
}

export function programOf(folder, index) {
  return join(folder, `peer-${index}.mjs`);
}
