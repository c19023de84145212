// Writes the pages of the site: those of docs/, one for each rule (what `explain` shows), an index by concern and the table of other tools' rules.
//   node scripts/docs.mjs FOLDER
// `npm run docs` builds the site from them; a dead link fails it.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { loadRules } from './rule-docs.mjs';
import { languageOf } from './rule-examples.mjs';
import { FIX_SAFETY } from './rule-facts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('node scripts/docs.mjs FOLDER');
const folder = resolve(given);
const examples = JSON.parse(readFileSync(join(root, 'src/data/rule-examples.json'), 'utf8'));
const peers = JSON.parse(readFileSync(join(root, 'data/peer-rules.json'), 'utf8'));
const rules = await loadRules(root);

/** The generator reads HTML and double braces in texts. */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;');
const cell = (text) => escaped(text).replaceAll('|', '\\|');
const block = (language, text) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
const files = (list) => list.map(({ path, text }) => `\`${path}\`\n\n${block(languageOf(path), text)}`).join('\n\n');
const list = (items) => items.map((item) => `* ${item}`).join('\n');
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

function page({ id, concern, severity, precision, preset, fix = 'none', docs }) {
  const { bad, output, good, facts = [] } = examples[id];
  const others = Object.entries(peers.rules[id] ?? {}).map(([tool, ids]) => `${tool}: ${ids.map((one) => `\`${one}\``).join(', ')}`);
  const section = (title, text) => (text === '' ? [] : [`## ${title}`, text]);
  return `${[
    `# ${id}`,
    escaped(docs.summary),
    table(['concern', 'severity', 'precision', 'preset', 'fix'], [[concern, severity, precision, preset, fix]]),
    ...section('Why it matters', escaped(docs.rationale)),
    ...section('What to do', escaped(docs.remedy)),
    ...section('Fix safety', FIX_SAFETY[fix]),
    ...section('Reported', files(bad)),
    ...section('What is said', output === '' ? '' : block('text', output)),
    ...section('Not reported', files(good)),
    ...section('Known limits', docs.silentWhen.length === 0 ? '' : `The rule is silent when\n\n${list(docs.silentWhen.map(escaped))}`),
    ...section('When to ignore it', `Where the finding is true and wanted, with the reason, at the end of the line or alone above it:\n\n${block('yaml', `# lambdavet: ignore[${id}] the reason`)}`),
    ...section('Other tools', others.length === 0 ? '' : `${list(others)}\n\nAs of ${peers.asOf}.`),
    ...section('Facts it judges by', list(facts.map(({ fact, asOf, sources }) => `\`${fact}\`, as of ${asOf}: ${escaped(sources.join('; '))}`))),
    ...section('References', list(docs.references.map((address) => `<${address}>`))),
  ].join('\n\n')}\n`;
}

function index() {
  const concerns = [...new Set(rules.map(({ concern }) => concern))];
  const sections = concerns.map((concern) => `## ${concern}\n\n${table(['rule', 'severity', 'preset', 'catches'], rules.filter((rule) => rule.concern === concern).map(({ id, severity, preset, docs }) => [`[${id}](${id}.md)`, severity, preset, cell(docs.summary)]))}`);
  return `# Rules\n\n[The same faults in other tools](peers.md)\n\n${sections.join('\n\n')}\n`;
}

function peersPage() {
  const tools = Object.keys(peers.tools);
  const rows = Object.entries(peers.rules).map(([id, ids]) => [`[${id}](${id}.md)`, ...tools.map((tool) => (ids[tool] ?? []).join(', '))]);
  return `# The same faults in other tools\n\n${peers.comment} As of ${peers.asOf}.\n\n${table(['lambdavet', ...tools], rows)}\n`;
}

const unknown = Object.keys(peers.rules).filter((id) => !rules.some((rule) => rule.id === id));
if (unknown.length > 0) throw new Error(`data/peer-rules.json names no rules of ours: ${unknown.join(', ')}`);
mkdirSync(join(folder, 'rules'), { recursive: true });
mkdirSync(join(folder, '.vitepress'), { recursive: true });
cpSync(join(root, 'docs'), folder, { recursive: true });
for (const rule of rules) writeFileSync(join(folder, 'rules', `${rule.id}.md`), page(rule));
writeFileSync(join(folder, 'rules/index.md'), index());
writeFileSync(join(folder, 'rules/peers.md'), peersPage());
const guides = { Rules: '/rules/', 'Other tools': '/rules/peers', Editors: '/editors', Hooks: '/hooks', 'Code scanning': '/code-scanning', Monorepos: '/monorepos', 'What is uploaded': '/packages', 'Coming from': '/coming-from' };
const sidebar = Object.entries(guides).map(([text, link]) => ({ text, link }));
writeFileSync(join(folder, '.vitepress/config.mjs'), `export default ${JSON.stringify({ title: 'lambdavet', description: 'Vets AWS Lambda projects before they ship.', themeConfig: { search: { provider: 'local' }, sidebar, outline: 'deep' } }, null, 2)};\n`);
