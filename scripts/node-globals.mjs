// Writes into data/language-versions.json from which line of Node.js on globals and their members are there:
//   node scripts/node-globals.mjs <@mdn/browser-compat-data>
// The names are given by the JSON. A line is a major version with long-term support, as Lambda runs it: what its last release has counts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LINES = [16, 18, 20, 22, 24, 26];
const [given] = process.argv.slice(2);
if (!given) {
  console.error('usage: node scripts/node-globals.mjs <@mdn/browser-compat-data>');
  process.exit(2);
}
const compat = JSON.parse(readFileSync(join(given, 'data.json'), 'utf8'));
const path = new URL('../data/language-versions.json', import.meta.url);
const text = readFileSync(path, 'utf8');
const { globals } = JSON.parse(text).javascript;

function supportOf(name) {
  const [first, second] = name.split('.');
  const candidates = second === undefined
    ? [compat.javascript.builtins[first], compat.api[first]]
    : [compat.javascript.builtins[first]?.[second], compat.api[first]?.[`${second}_static`]];
  const support = candidates.find((one) => one?.__compat?.support.nodejs)?.__compat.support.nodejs;
  return support === undefined ? undefined : [support].flat();
}

/** As a global, not as an export of a module, behind a flag or under another name. */
function hasIt(statements, line) {
  return statements.some(({ version_added: added, version_removed: removed, partial_implementation: isPartial, flags, alternative_name: other }) =>
    typeof added === 'string' && !isPartial && !flags && !other && Number.parseInt(added, 10) <= line && (removed === undefined || Number.parseInt(removed, 10) > line));
}

const entries = Object.keys(globals).map((name) => {
  const statements = supportOf(name);
  if (!statements) throw new Error(`${name}: nothing is said of Node.js`);
  const missing = LINES.filter((line) => !hasIt(statements, line));
  const since = LINES.find((line) => !missing.includes(line));
  if (since === undefined || missing.some((line) => line > since)) throw new Error(`${name}: no line has it, or some do and later ones do not`);
  return [name, String(since)];
});
const written = entries.filter(([, since]) => since !== '16').map(([name, since]) => `"${name}": "${since}"`);
writeFileSync(path, text.replace(/"globals": \{[^}]*\}/, `"globals": {\n   ${written.join(', ')}\n  }`));
console.log(`${written.length} of ${entries.length} are not in all lines`);
