/** What a name says its value is. `strong` names leave no room for an identifier. */
export interface CredentialName {
  readonly kind: string;
  readonly strong: boolean;
}

/** Last part of a one-word name, as in `dbpassword`, with the kind it stands for. */
const WORDS: readonly (readonly [ending: string, kind: string])[] = [
  ['password', 'password'], ['passwd', 'password'], ['passphrase', 'passphrase'], ['pwd', 'password'],
  ['apikey', 'API key'], ['secretkey', 'secret key'], ['privatekey', 'private key'], ['accesskey', 'access key'],
  ['secret', 'secret'], ['token', 'token'], ['credential', 'credential'], ['credentials', 'credential'],
];

const STRONG = new Set(['password', 'passphrase', 'API key', 'secret key', 'secret']);

const KEY_QUALIFIERS: ReadonlyMap<string, string> = new Map([
  ['api', 'API key'], ['private', 'private key'], ['secret', 'secret key'], ['access', 'access key'], ['signing', 'signing key'], ['encryption', 'encryption key'],
]);

/** In front of `pass` they leave no boarding pass: `DB_PASS`. */
const PASS_OWNERS = new Set(`db database sql mysql postgres postgresql pg rds redis mongo user usr admin root smtp imap mail email ftp sftp ssh auth login account service api proxy master`.split(' '));

/** Behind it they make something else of it: `apiPassThrough`. */
const PASSED = new Set(['through', 'thru', 'on', 'by', 'fail', 'book']);

/** A name that goes on like this tells about the credential, or where it is kept. */
const ABOUT = new Set(
  `name names arn arns id ids identifier path paths url urls uri uris endpoint host hostname port domain region zone account
  table index column attribute attributes property field fields key keys parameter parameters param params ssm resource ref reference alias
  type types format pattern regex regexp charset chars characters alphabet length size count limit max min ttl expiry expires expiration
  expired age duration lifetime validity timeout seconds minutes hours days date time at version versions stage label labels title description
  message messages error errors code text hint placeholder header headers cookie prefix suffix separator file filename files folder directory
  bucket queue topic stream cluster stack layer image manager client provider service store storage cache handler function lambda role user
  username email policy rule rules schema model class module package algorithm alg scope scopes audience issuer use usage status state mode
  source target group enabled required optional flag hash hashed sha sha1 sha256 md5 digest checksum fingerprint thumbprint signature
  context event request response validator generator authorizer rotation event page route method action actions template config schedule expression
  cron rate interval frequency address addresses contract mint symbol decimals supply`.split(/\s+/),
);

/** Tokens that are handed out to anyone: for the next page, against a repeated request, to make a name unique. */
const HARMLESS_TOKENS = new Set(['next', 'page', 'pagination', 'continuation', 'continue', 'idempotency', 'client', 'request', 'design', 'cancel', 'cancellation', 'csrf', 'start', 'starting', 'sync', 'task', 'public', 'publishable', 'rebuild', 'redeploy', 'name']);

/** Words in the name of a value that was made up. */
const MADE_UP = new Set(['fake', 'mock', 'mocked', 'dummy', 'example', 'sample', 'placeholder', 'invalid', 'wrong']);

/** What the value of a variable, property or environment variable should be, if its name says a credential. */
export function credentialName(name: string): CredentialName | undefined {
  const words = toWords(name);
  if (words.some((word) => MADE_UP.has(word))) return undefined;
  for (let index = words.length - 1; index >= 0; index--) {
    const kind = kindAt(words, index);
    if (kind === undefined) {
      const word = words[index] ?? '';
      if (ABOUT.has(word) || ABOUT.has(word.replace(/(?<!\d)\d+$/, ''))) return undefined;
      continue;
    }
    if (/key$/.test(kind) && words.includes('public')) return undefined;
    if (kind === 'token' && HARMLESS_TOKENS.has(words[index - 1] ?? '')) return undefined;
    return { kind, strong: STRONG.has(kind) };
  }
  return undefined;
}

function kindAt(words: readonly string[], index: number): string | undefined {
  const word = (words[index] ?? '').replace(/(?<!\d)\d+$/, '');
  const before = words[index - 1] ?? '';
  const isPass = word === 'pass' && PASS_OWNERS.has(before) && !PASSED.has(words[index + 1] ?? '');
  const qualified = isPass ? 'password' : word === 'key' ? KEY_QUALIFIERS.get(before) : undefined;
  return qualified ?? WORDS.find(([ending]) => word.endsWith(ending))?.[1];
}

/** The parts of a name in camelCase, SCREAMING_SNAKE_CASE, kebab-case or a dotted path, in lower case. */
function toWords(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}
