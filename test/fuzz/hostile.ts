import type { Random } from './random.js';
import type { Texts } from './seeds.js';

/** None may be in a report as it is. */
export const PLANTED = ['AKIA3ZQ7PLMXW2R9TB4K', 'q8Vn2LxT0bRz5YkWm7CdJp9FhGs4Ae1Uo6Iv3XyZ', 'ghp_9sKq2LmXv8Rt4Wz7Yb1Nc6Dj3Fg5Hp0AeUoI', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ'] as const;
const [KEY_ID, KEY, TOKEN, BODY] = PLANTED;

/** Ways in which people leave credentials. */
const SECRETS = [`${KEY_ID} ${KEY}`, `'${KEY_ID}', '${KEY}'`, `"${TOKEN}"`, `Bearer ${TOKEN}`, `'-----BEGIN PRIVATE KEY-----\\n${BODY}\\n-----END PRIVATE KEY-----'`, `https://x:${TOKEN}@github.com/shop/orders`];

/** Names that mean something to a terminal, a build service or a reader of Markdown. */
export const NAMES = [
  '::error file=x::y', '::set-output name=x::y', '##[error]x', '##vso[task.setvariable variable=PATH]x', '##teamcity[buildStop]', '%0A::error::x', '\u001b]8;;http://x\u0007', '\u001b[2J', '\u202eabc', 'a\nb', 'a\r\n::warning::b', '\u2028x',
  '<img src=x onerror=alert(1)>', '<!-- x', '[x](javascript:alert(1))', '`x`', '| a | b |', '@everyone', '***', '</failure>', ']]>', '&#10;', '"><script>',
];

/** Puts a credential into a comment or in the place of a value. Half a pair of keys as the name of something looks like any other name. */
export function plantSecret(text: string, path: string, random: Random): string {
  const secret = random.pick(SECRETS);
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  const asValue = line.replace(/(['"])[\w-]+\1(?!\s*:)|(?<=: )[\w-]+$/, () => (/^['"]/.test(secret) ? secret : `"${secret}"`));
  lines[at] = random.next() < 0.5 && asValue !== line ? asValue : `${line} ${/\.[cm]?[jt]sx?$/.test(path) ? '//' : '#'} ${secret}`;
  return lines.join('\n');
}

/** Gives one file a name that steers what reads it. */
export function renameFile(texts: Texts, random: Random): Texts {
  const path = random.pick(Object.keys(texts));
  const name = random.pick(NAMES).replaceAll('/', '-');
  const slash = path.lastIndexOf('/') + 1;
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key === path ? `${path.slice(0, slash)}${name}${path.slice(slash)}` : key, text]));
}
