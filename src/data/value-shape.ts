/** Words that stand where a credential is to be put in, or mark one that was made up. */
const PLACEHOLDER = /example|change[_-]?(?:me|it|this)|place[_-]?holder|your[_-]|<[^<>]*>|\$\{|\{\{|%\(|\*{3}|x{4}|\.{3}|\u2026|dummy|test|sample|fake|mock|redacted|replace|insert|foobar|not[_-]?(?:a[_-])?(?:real|secret)|todo/i;

/** A default or well-known password, which a connection string to a local database has. */
const WELL_KNOWN = /^(?:pass(?:word)?|passwd|pwd|secret|my[_-]?(?:password|secret)|user(?:name)?|root|admin|guest|default|postgres|mysql|mongo|redis|rabbitmq|local(?:stack)?|docker|dev(?:elopment)?)\d{0,4}$/i;

const LOCAL_HOST = /@(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|host\.docker\.internal|(?=[^.:/?@]*localstack)[^.:/?@]*)(?:[:/?]|$)/i;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Forms that are not secrets in themselves. */
const HARMLESS: readonly RegExp[] = [
  /^arn:/,
  /^rds!/,
  /:\/\//,
  /^(?:\.{0,2}|~)\/|^[A-Za-z]:\\/,
  /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/i,
  /^\d{4}-\d{2}-\d{2}T[\d:.]+/,
  /^[a-z]{1,12}-[0-9a-f]{8,17}$/,
  /^[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9]{9}$/,
  /^pk_(?:live|test)_/,
  /^ssh-(?:rsa|ed25519)/,
  // Public keys in DER begin so in base64; AQECAH and its likes begin a KMS ciphertext, ENC[ a SOPS one, $ a password hash.
  /^(?:MIIBI|MIICI|MIGfMA0G|MFkwEwYH|MCowBQYD)/,
  /^(?:AQ[EI][CD]AH|ENC\[|\$(?:2[abxy]|5|6|argon2\w*)\$|\{(?:bcrypt|SSHA|PBKDF2))/,
  /abcdefghijklmnopqrstuvwxyz/i,
];

/** Short mixtures of letters and digits that people write in names. */
const MIXED_WORD = /^(?:i18n|l10n|a11y|k8s|e2e|b2[bce]|p2p|s3|ec2|x509|x64|x86|h2|oauth2\w*|base64\w*|md5\w*|sha\d\w*|utf8|v\d+\w{0,3})$/i;

/** CloudFormation ends the names it makes in a hyphen and 12 or 13 letters and digits. */
const GENERATED_NAME = /^(?:[A-Za-z]{3}\w*-)+(?=[a-z\d]*[A-Z])[A-Za-z\d]{12,13}$/;

/** Whether a text stands in for a credential or was made up for a text. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text) || /^(.)\1*$/.test(text);
}

/** Whether a connection string holds a password that protects nothing: a well-known one, the user's name, or one for this machine only. */
export function isLocalPassword(password: string, connection: string): boolean {
  const user = /:\/\/([^:]*):/.exec(connection)?.[1];
  return password === user || WELL_KNOWN.test(password) || LOCAL_HOST.test(connection) || isPlaceholder(password) || /[{}]|^[%$]/.test(password);
}

/** `P@ssw0rd!` and its likes stand in every example. */
const SPELT: ReadonlyMap<string, string> = new Map([['0', 'o'], ['1', 'i'], ['3', 'e'], ['4', 'a'], ['5', 's'], ['@', 'a'], ['$', 's'], ['!', 'i']]);

/** Whether a value is what people choose where letters of both cases, digits and marks are asked for, and nothing that stands for one. */
export function isChosenPassword(value: string): boolean {
  if (value.length < 8 || value.length > 64 || !/^[A-Za-z\d!@#$%^&*?+~-]+$/.test(value)) return false;
  if (!/[a-z]/.test(value) || !/[A-Z]/.test(value) || !/\d/.test(value) || !/[!@#%^&*?]/.test(value)) return false;
  const spelt = value.toLowerCase().replaceAll(/[0-9@$!]/g, (character) => SPELT.get(character) ?? character);
  return !isPlaceholder(value) && !isPlaceholder(spelt) && !/passw|secret|admin|temp|welcome|default/.test(spelt) && !/^[%$]/.test(value);
}

/** Whether a value has the form of something generated, and not of a name, a path or an address; `strong` names accept a UUID. */
export function looksGenerated(value: string, strong: boolean): boolean {
  if (value.length < 12 || value.length > 1024 || /\s/.test(value)) return false;
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (HARMLESS.some((pattern) => pattern.test(value)) || isPlaceholder(value)) return false;
  const isUuid = value.length === 36 && value.replaceAll(UUID, '') === '';
  if (isUuid) return strong;
  // 16 symbols bound the entropy of hex: a random text of 32 has about 3.6 bits, and may have a little less.
  const least = /^[0-9a-f]{32,}$|^[0-9A-F]{32,}$/.test(value) ? 3 : 3.5;
  return randomPart(value.replaceAll(UUID, '')).length >= 12 && entropy(value) >= least && !GENERATED_NAME.test(value);
}

/** What is left when the words between separators are taken out: `prod/db-creds-x7f2k1` keeps `x7f2k1`. */
function randomPart(value: string): string {
  const segments = value.split(/[-_./:,;=&]+/);
  // A word alone may be an identifier, `SecretsClient2`; with more digits it is what people choose as a password.
  const digits = segments.length > 1 ? /\d{1,4}$/ : /\d$/;
  return segments.filter((segment) => !isWord(segment, digits)).join('');
}

/** A dictionary-like part of a name: one letter case or camelCase, perhaps with a number at its end. */
function isWord(segment: string, digits: RegExp): boolean {
  const letters = segment.replace(digits, '');
  if (!/^[A-Za-z]*$/.test(letters)) return MIXED_WORD.test(segment);
  const humps = letters.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return humps.every((hump, index) => hump.length > 1 || index === humps.length - 1);
}

/** Shannon entropy in bits per character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
