// Writes data/sdk-byte-answers.json: operations whose answers SDK v2 and v3 give in other types, read from the API models in the package
// aws-sdk. It downloads the package, so it runs when the version is raised, not with each `npm run data`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSION = '2.1693.0';
/** The day that the package was read. */
const AS_OF = '2026-11-29';
/** A structure with one of these beside bytes has one member at a time, as the values of DynamoDB: bytes only where somebody wrote some. */
const CHOICES = new Set(['S', 'StringValue', 'stringValue']);

const root = new URL('../', import.meta.url);

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}

const isBytes = (shape) => shape.type === 'blob' || shape.streaming === true || shape.eventstream === true;

/** What of an answer is bytes or a stream: anything of its own, or only members of choices. */
function bytesIn(output, shapes) {
  const seen = new Set();
  const members = new Set();
  let isCertain = false;
  const resolved = (shape) => ({ ...(shape.shape === undefined ? {} : shapes[shape.shape]), ...shape });
  const visit = (reference, choice) => {
    const shape = resolved(reference);
    if (isBytes(shape)) {
      if (choice === undefined) isCertain = true;
      else members.add(choice);
      return;
    }
    if (shape.shape !== undefined && choice === undefined) {
      if (seen.has(shape.shape)) return;
      seen.add(shape.shape);
    }
    const isChoice = Object.keys(shape.members ?? {}).some((name) => CHOICES.has(name));
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const { type } = resolved(member);
      // Lists of bytes are choices too; what lies deeper is looked at for itself.
      const isDirect = isBytes(resolved(member)) || (type === 'list' && isBytes(resolved(resolved(member).member)));
      visit(member, isChoice && isDirect ? name : undefined);
    }
    for (const inner of [shape.member, shape.key, shape.value]) if (inner) visit(inner, choice);
  };
  if (output) visit(output, undefined);
  return { isCertain, members: [...members].sort() };
}

function readModels(folder) {
  const metadata = JSON.parse(readFileSync(join(folder, 'metadata.json'), 'utf8'));
  const files = readdirSync(folder).filter((name) => name.endsWith('.min.json'));
  return Object.entries(metadata).map(([id, { name, prefix = id }]) => {
    const newest = files.filter((file) => file.replace(/-\d{4}-\d{2}-\d{2}\.min\.json$/, '') === prefix).sort().at(-1);
    if (newest === undefined) throw new Error(`aws-sdk ${VERSION} has no model for ${id}`);
    return { name, model: JSON.parse(readFileSync(join(folder, newest), 'utf8')) };
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

const folder = mkdtempSync(join(tmpdir(), 'sdk-byte-answers-'));
try {
  run('tar', ['-xzf', run('npm', ['pack', '--silent', `aws-sdk@${VERSION}`], folder).trim(), 'package/apis'], folder);
  const [certain, choices] = [[], []];
  for (const { name, model: { operations, shapes } } of readModels(join(folder, 'package/apis'))) {
    const found = Object.entries(operations).map(([operation, { output }]) => ({ operation, ...bytesIn(output, shapes) }));
    const always = found.filter(({ isCertain }) => isCertain).map(({ operation }) => operation).sort();
    const members = [...new Set(found.filter(({ isCertain }) => !isCertain).flatMap((one) => one.members))].sort();
    if (always.length > 0) certain.push(`    ${JSON.stringify(name)}: ${JSON.stringify(always.join(' '))}`);
    if (members.length > 0) choices.push(`    ${JSON.stringify(name)}: ${JSON.stringify(members.join(' '))}`);
  }
  const head = {
    asOf: AS_OF,
    source: [`npm aws-sdk ${VERSION}, apis/*.min.json: shapes of type blob, streaming and event streams that outputs lead to`, 'aws/aws-sdk-js-v3 UPGRADING.md @ 03260923e'],
    licence: 'Apache-2.0',
    about: [
      'What SDK v2 gives as a Buffer or a text, v3 gives as a stream or a Uint8Array. Services as their classes are called in both.',
      'answers: operations whose answer holds bytes or a stream. members: of the other operations, the members that hold bytes where somebody wrote some (values of DynamoDB, attributes of messages).',
    ],
  };
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  writeFileSync(new URL('data/sdk-byte-answers.json', root), `{\n${lines.join('')}  "answers": {\n${certain.join(',\n')}\n  },\n  "members": {\n${choices.join(',\n')}\n  }\n}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
