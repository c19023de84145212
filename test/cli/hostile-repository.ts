import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Two folders beside each other: a repository that names the other one in every way there is. */
export interface HostileRepository {
  readonly root: string;
  readonly outside: string;
}

export function makeHostileRepository(folder: string): HostileRepository {
  const [root, outside] = [join(folder, 'repository'), join(folder, 'outside')];
  for (const [path, text] of Object.entries(outsideFiles())) put(join(outside, path), text);
  for (const [path, text] of Object.entries(files(outside))) put(join(root, path), text);
  const links = { linked: '../outside', 'linked.py': '../outside/secret.py', 'src/linked.ts': '../../outside/secret.ts', '.gitignore': '../outside/ignore', 'node_modules/linked': '../../outside', 'services/package.json': '../../outside/package.json', 'nested-link.yaml': '../outside/nested.yaml' };
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
  return { root, outside };
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function outsideFiles(): Readonly<Record<string, string>> {
  const code = 'export const handler = async () => process.env.SECRET;\n';
  return {
    'secret.ts': code, 'secret.js': code, 'secret.json': '{}', 'secret.py': 'def handler(event, context):\n    return 1\n', 'index.d.ts': 'export {};\n', ignore: '*.secret\n', 'package.json': '{ "name": "outside", "main": "secret.js" }',
    'tsconfig.json': '{ "compilerOptions": { "baseUrl": "." } }', 'include.yaml': 'Memory: 1\n', 'nested.yaml': 'Resources: {}\n', 'state.json': '{}', 'config.json': '{}', 'requirements.txt': 'requests\n', 'parameters.json': '{}',
  };
}

const FUNCTION = 'Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Timeout: 900';

function files(outside: string): Readonly<Record<string, string>> {
  const places = ['../outside', 'linked', outside, `file://${outside}`, 'src/../../outside', './linked/../../outside', 'https://example.com/code.zip', '\\\\example.com\\share'];
  const functions = places.map((place, index) => `  Code${index}: { ${FUNCTION}, Handler: secret.handler, CodeUri: ${JSON.stringify(place)} } }`);
  const nested = ['../outside/nested.yaml', 'nested-link.yaml', `${outside}/nested.yaml`, 'https://example.com/nested.yaml'].map((place, index) => `  Stack${index}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${JSON.stringify(place)} } }`);
  const included = ['../outside/include.yaml', `${outside}/include.yaml`, 'linked/include.yaml', 's3://bucket/include.yaml'].map((place, index) => `  Included${index}: { "Fn::Transform": { Name: AWS::Include, Parameters: { Location: ${JSON.stringify(place)} } } }`);
  return {
    'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
${[...functions, ...nested, ...included].join('\n')}
  Orders: { ${FUNCTION}, Handler: dist/orders.handler, CodeUri: . }, Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [../outside/secret.ts, src/orders.ts] } } }
  Links: { ${FUNCTION}, Handler: src/orders.handler, CodeUri: . } }
  Escaping: { ${FUNCTION}, Handler: ../outside/secret.handler, CodeUri: src } }
  Invoices: { Type: AWS::Serverless::Function, Properties: { Runtime: python3.13, Handler: linked.handler, CodeUri: . } }
  Prices: { Type: AWS::Serverless::Function, Properties: { Runtime: python3.13, Handler: prices.handler, CodeUri: . } }
  Machine: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: ../outside/state.json } }
  Layer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: ../outside } }
`,
    'src/orders.ts': [`'../../outside/secret'`, `'@outside/secret'`, `'${outside}/secret.js'`, `'file://${outside}/secret.js'`, `'./linked'`, `'../linked/secret'`, `'linked'`, `'evil'`, `'outside'`, `'#outside'`, `'https://example.com/x.js'`].map((place, index) => `import * as s${index} from ${place};\n`).join('')
      + `/// <reference path="../../outside/index.d.ts" />\nimport { DynamoDBClient } from '@aws-sdk/client-dynamodb';\nexport const handler = async (event: { client: DynamoDBClient }) => { const data = require('../../outside/secret.json'); await event.client.send(data); return [${Array.from({ length: 11 }, (_, index) => `s${index}`).join()}]; };\n`,
    'dist/orders.js': 'exports.handler = async () => { const s = new (require("@aws-sdk/client-s3").S3Client)({}); };\n//# sourceMappingURL=../../outside/orders.js.map\n',
    'dist/orders.js.map': JSON.stringify({ version: 3, sources: ['../../outside/secret.ts', `${outside}/secret.ts`, '../linked/secret.ts', '../../outside/orders.ts'], mappings: '' }),
    'prices.py': 'import sys\nsys.path.append("../outside")\nimport secret\nfrom ..outside import secret as other\nfrom linked import handler as h\nimport linked.secret\n\ndef handler(event, context):\n    return secret.handler(event, context)\n',
    'tsconfig.json': `{ "extends": ["../outside/tsconfig.json", "${outside}/tsconfig.json", "./linked/tsconfig.json"], "compilerOptions": { "baseUrl": "..", "outDir": "../outside", "rootDir": "../outside", "paths": { "@outside/*": ["../outside/*", "${outside}/*", "linked/*"] }, "typeRoots": ["../outside"], "types": ["linked"] }, "files": ["../outside/secret.ts"], "references": [{ "path": "../outside" }] }`,
    'package.json': `{ "workspaces": ["../outside", "linked", "services", "${outside}"], "imports": { "#outside": "../outside/secret.js" }, "dependencies": { "outside": "file:../outside" } }`,
    'pnpm-workspace.yaml': 'packages: ["../outside", "linked/*"]\n',
    'node_modules/evil/package.json': '{ "name": "evil", "main": "../../../outside/secret.js", "types": "../../../outside/index.d.ts", "exports": { ".": "../../../outside/secret.js" } }',
    'samconfig.toml': `version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "file://${outside}/parameters.json"\ntemplate_file = "../outside/nested.yaml"\n`,
    'requirements.txt': '-r ../outside/requirements.txt\n-e ../outside\n',
    'cdk.out/manifest.json': JSON.stringify({ version: '1', artifacts: { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: '../../outside/nested.yaml' } }, Tree: { type: 'cdk:cloud-assembly', properties: { directoryName: '../../outside' } } } }),
    '.git/config': '[core]\n\tfsmonitor = "touch hacked"\n\thooksPath = ../outside\n',
  };
}
