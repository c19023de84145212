// What the rules say for people is a tenth of the command and most runs print none of it: it goes into a file of its own.
import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync } from 'oxc-parser';

/** Every rule, read from the sources. */
export async function loadRules(root) {
  const folder = mkdtempSync(join(tmpdir(), 'lambdavet-rules-'));
  const outfile = join(folder, 'rules.mjs');
  try {
    await build({ entryPoints: [join(root, 'rules/index.ts')], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
    return (await import(pathToFileURL(outfile).href)).RULES;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What each rule says for people, by the name of its file: most reports tell of a few. */
export async function ruleDocs(root) {
  return (await loadRules(root)).map(({ id, docs }) => [`docs/${id}.json`, JSON.stringify(docs)]);
}

const READER = `
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
const known = new Map();
export function docsOf(id) {
  if (!known.has(id)) known.set(id, JSON.parse(readFileSync(join(dirname(__filename), 'docs', id + '.json'), 'utf8')));
  return known.get(id);
}
`;

/** Rules that read their docs from a file of their own when asked. */
export function docsApart(root) {
  return {
    name: 'docs-apart',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^rule-docs$/ }, () => ({ path: 'rule-docs', namespace: 'rule-docs' }));
      esbuild.onLoad({ filter: /.*/, namespace: 'rule-docs' }, () => ({ contents: READER, loader: 'js' }));
      esbuild.onLoad({ filter: /[\\/]rules[\\/][a-z-]+[\\/][a-z0-9-]+\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const { id, docs } = partsOf(path, text);
        const getter = `get docs() { return docsOf(${JSON.stringify(id)}); }`;
        return { contents: `${text.slice(0, docs.start)}${getter}${text.slice(docs.end)}\nimport { docsOf } from 'rule-docs';\n`, loader: 'ts' };
      });
    },
  };

  function partsOf(path, text) {
    const { program } = parseSync(path, text);
    const rule = program.body.find(({ type }) => type === 'ExportDefaultDeclaration')?.declaration?.arguments?.[0];
    const property = (name) => rule?.properties?.find(({ key }) => key?.name === name);
    const [id, docs] = [property('id')?.value.value, property('docs')];
    if (typeof id !== 'string' || !docs) throw new Error(`${relative(root, path)} does not define a rule with id and docs in one object: scripts/rule-docs.mjs must learn its form`);
    return { id, docs };
  }
}
