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

/** What the rules say for people, by id, as JSON. */
export async function ruleDocs(root) {
  return JSON.stringify(Object.fromEntries((await loadRules(root)).map(({ id, docs }) => [id, docs])));
}

/** Rules that read their docs from `docs.json` when asked. */
export function docsApart(root) {
  return {
    name: 'docs-apart',
    setup(esbuild) {
      esbuild.onLoad({ filter: /[\\/]rules[\\/][a-z-]+[\\/][a-z0-9-]+\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const { id, docs } = partsOf(path, text);
        const getter = `get docs() { return loadDocs('./docs.json')[${JSON.stringify(id)}]; }`;
        const load = "\nimport { createRequire as requireForDocs } from 'node:module';\nconst loadDocs = (file: string) => requireForDocs(import.meta.url)(file);\n";
        return { contents: text.slice(0, docs.start) + getter + text.slice(docs.end) + load, loader: 'ts' };
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
