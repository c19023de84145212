import { wide, zip } from '../zip-file.js';
import { NAMES } from './hostile.js';
import { mutateBytes } from './mutate.js';
import type { Random } from './random.js';
import type { Texts } from './seeds.js';

/** A project with what lies around code: lists of packages and what is installed, settings of compilers, archives. */
export interface Surroundings {
  readonly texts: Texts;
  /** Bytes by path; no text. */
  readonly archives: Readonly<Record<string, Uint8Array>>;
}

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String }, Timeout: { Type: Number, Default: 3 } }
Resources:
  Orders: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: orders.handler, CodeUri: api, Timeout: !Ref Timeout } }
  Prices: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: dist/prices.handler, CodeUri: built } }
  Invoices: { Type: AWS::Serverless::Function, Properties: { Runtime: python3.13, Handler: invoices.handler, CodeUri: billing, Environment: { Variables: { STAGE: !Ref Stage } } } }
  Packed: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: orders.handler, CodeUri: packed.zip } }
  Image: { Type: AWS::Serverless::Function, Properties: { PackageType: Image }, Metadata: { Dockerfile: Dockerfile, DockerContext: api } }
  Layer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layer.zip } }
`;

const TEXTS: Texts = {
  'template.yaml': TEMPLATE,
  'api/package.json': '{ "name": "api", "version": "1.0.0", "files": ["*.js", "!*.map", "lib/"], "bin": { "api": "./orders.js" }, "workspaces": ["packages/*"], "imports": { "#lib/*": "./lib/*.js" }, "exports": { ".": { "import": "./orders.js" } }, "dependencies": { "axios": "^1", "@shop/money": "workspace:*" }, "devDependencies": { "jest": "^29" } }',
  'api/.npmignore': '*.map\n!a.map\n/docs/\n',
  'api/orders.js': "const a = require('axios'), b = require('left-pad'), c = require('follow-redirects'), d = require('@lib/money'), e = require('#lib/money'), f = require('@shop/money'), g = require('jest');\nexports.handler = async () => [a, b, c, d, e, f, g];\n",
  'api/lib/money.js': 'exports.money = 1;\n',
  'api/Dockerfile': 'FROM public.ecr.aws/lambda/nodejs:22\nCOPY orders.js ${LAMBDA_TASK_ROOT}\nRUN npm ci\nCMD ["orders.handler"]\n',
  'api/packages/money/package.json': '{ "name": "@shop/money", "version": "1.0.0", "main": "index.js", "dependencies": { "ms": "2" } }',
  'api/packages/money/index.js': 'exports.money = 1;\n',
  'api/node_modules/axios/package.json': '{ "name": "axios", "version": "1.0.0", "dependencies": { "follow-redirects": "^1" }, "bin": "./axios.js" }',
  'api/node_modules/axios/axios.js': '',
  'api/tsconfig.json': '{\n  // settings\n  "extends": ["./tsconfig.base.json"], "compilerOptions": { "baseUrl": ".", "outDir": "dist", "rootDir": "src", "paths": { "@lib/*": ["lib/*", "./packages/*"], }, }, "references": [{ "path": "./packages/money" }]\n}\n',
  'api/tsconfig.base.json': '{ "extends": "./tsconfig.json", "compilerOptions": { "paths": { "@base/*": ["${configDir}/lib/*"] } } }',
  'built/dist/prices.js': 'exports.handler = async () => 1;\n//# sourceMappingURL=prices.js.map\n',
  'built/dist/prices.js.map': '{ "version": 3, "sources": ["../src/prices.ts"], "sourceRoot": "", "names": [], "mappings": "AAAA" }',
  'built/src/prices.ts': 'export const handler = async () => { setTimeout(() => 1, 5); };\n',
  'built/tsconfig.json': '{ "compilerOptions": { "outDir": "./dist", "rootDir": "./src" } }',
  'billing/invoices.py': 'import requests\nimport yaml\nfrom lib import money\n\ndef handler(event, context):\n    return requests.get(yaml.dump(money))\n',
  'billing/lib.py': 'money = 1\n',
  'billing/requirements.txt': '-r more.txt\nrequests==2.32.0 ; python_version > "3.8" --hash=sha256:00\nboto3[crt]>=1\n',
  'billing/more.txt': '-r requirements.txt\nidna\n',
  'samconfig.toml': 'version = 0.1\n[default.global.parameters]\nstack_name = "orders"\n[default.deploy.parameters]\nparameter_overrides = "Stage=\\"prod\\" Timeout=900"\ncapabilities = ["CAPABILITY_IAM"]\n[prod.deploy.parameters]\nparameter_overrides = ["Stage=prod", "Timeout=30"]\n',
  'pnpm-workspace.yaml': 'packages:\n  - "api/**"\n  - "!api/node_modules"\n',
};

/** Of these a project has one or two: each may be the first that counts. */
const LOCKS: Texts = {
  'api/package-lock.json': '{ "lockfileVersion": 3, "packages": { "": { "dependencies": { "axios": "^1" } }, "node_modules/axios": { "dependencies": { "follow-redirects": "^1" } }, "node_modules/follow-redirects": {}, "node_modules/@shop/money": { "link": true, "resolved": "packages/money" }, "packages/money": { "dependencies": { "ms": "2" } } } }',
  'api/npm-shrinkwrap.json': '{ "lockfileVersion": 1, "dependencies": { "axios": { "version": "1.0.0", "requires": { "follow-redirects": "^1" }, "dependencies": { "follow-redirects": { "requires": {} } } } } }',
  'api/yarn.lock': '# yarn lockfile v1\n\naxios@^1, "axios@^1.0.0":\n  version "1.0.0"\n  dependencies:\n    follow-redirects "^1.15.0"\n\n__metadata:\n  version: 8\n\n"@shop/money@workspace:*, @shop/money@workspace:packages/money":\n  version: 0.0.0-use.local\n  dependencies:\n    ms: "npm:2"\n',
  'api/pnpm-lock.yaml': "lockfileVersion: '9.0'\n\npackages:\n\n  axios@1.0.0:\n    resolution: {integrity: sha512-x}\n\nsnapshots:\n\n  axios@1.0.0:\n    dependencies:\n      follow-redirects: 1.15.0\n\n  follow-redirects@1.15.0: {}\n",
};

/** Lists of other tools, which keep rules silent. */
const OTHERS: Texts = {
  'billing/pyproject.toml': '[project]\nname = "billing"\ndependencies = ["requests"]\n[tool.poetry.dependencies]\npython = "^3.13"\n',
  'billing/Pipfile': '[packages]\nrequests = "*"\n',
  'README.md': 'Install `left-pad` and `yaml` first.\n',
  'api/esbuild.config.js': '',
};

const PATHS = ['"../../../../etc/passwd"', '"/etc/passwd"', '"C:\\\\x"', '"\\\\\\\\host\\\\share"', '"."', '".."', '""', '"file:///etc/passwd"', '"data:text/plain,x"', '"node_modules/axios"', '"**/**/**"', '"*a*a*a*a*a*a*b"', '"[a-/b"', '"__proto__"', '"constructor"', ...NAMES.map((name) => JSON.stringify(name))];
const VALUES = ['null', '[]', '{}', '""', '0', '-1', '1e999', 'true', '{ "__proto__": {} }', '[[[["x"]]]]', ...PATHS];

/** Puts another value, or a path that leads out, in the place of a text, a list or an object of JSON or TOML. */
export function changeJson(text: string, random: Random): string {
  const values = [...text.matchAll(/"(?:\\.|[^"\\])*"|\[[^\][]*\]|\{[^{}]*\}|\b\d+(?:\.\d+)?\b/g)];
  if (values.length === 0) return text;
  const { 0: whole, index } = random.pick(values);
  return text.slice(0, index) + random.pick(random.next() < 0.5 ? PATHS : VALUES) + text.slice(index + whole.length);
}

function pickSome(texts: Texts, share: number, random: Random): Texts {
  return Object.fromEntries(Object.entries(texts).filter(() => random.next() < share));
}

/** A project with a few changes to what lies around its code. */
export function makeSurroundings(random: Random): Surroundings {
  const texts: Record<string, string> = { ...TEXTS, ...pickSome(LOCKS, 0.4, random), ...pickSome(OTHERS, 0.15, random) };
  const paths = Object.keys(texts).filter((path) => !/\.(?:js|ts|py)$/.test(path));
  const all = Object.values(texts);
  for (let left = 1 + random.below(5); left > 0; left--) {
    const path = random.pick(paths);
    const text = texts[path] ?? '';
    texts[path] = random.next() < 0.6 ? changeJson(text, random) : mutateBytes(text, random, all);
  }
  const gone = random.next() < 0.2 ? random.pick(paths.filter((path) => path !== 'template.yaml')) : undefined;
  return { texts: Object.fromEntries(Object.entries(texts).filter(([path]) => path !== gone)), archives: { 'packed.zip': archive(random), 'layer.zip': archive(random) } };
}

function archive(random: Random): Uint8Array {
  const files = Object.fromEntries(Array.from({ length: random.below(6) }, () => [random.pick(['orders.js', 'a/b.js', '../../x', '/etc/passwd', 'node_modules/axios/index.js', 'a/', 'a'.repeat(300), ...NAMES]), 'x'.repeat(random.below(2000))]));
  return random.next() < 0.1 ? random.pick([zip(files), wide(files)]) : changeBytes(random.pick([zip(files), wide(files)]), random);
}

/** Most numbers of an archive are near its end. */
function changeBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const made = Uint8Array.from(bytes);
  const place = (): number => (random.next() < 0.7 ? Math.max(0, made.length - 1 - random.below(120)) : random.below(made.length));
  for (let left = 1 + random.below(6); left > 0; left--) {
    if (random.next() < 0.5) made[place()] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
    else {
      const from = place();
      made.fill(random.pick([0, 0xff]), from, from + 1 + random.below(8));
    }
  }
  return random.next() < 0.2 ? made.subarray(0, random.below(made.length + 1)) : made;
}
