import { describe, expect, it } from 'vitest';
import { findChosenPassword, findSecret } from '../../src/data/find-secret.js';

/** Samples are put together here so that no scanner takes this file for a leak. */
const join = (...parts: readonly string[]): string => parts.join('');
const BASE62 = 'q7Zr2LkX9pVb4Nc8TdWm3HsYf6Jg1KaQe5RuBxCv0MzDnEoFhGiSjUtAwIyOlP';
const HEX = '9f3b7c1de5a28460b4d19ce37fa5820c6e1d94b7a03f58c2d76e1b9a4c0f8e35';
const base62 = (length: number): string => BASE62.repeat(3).slice(0, length);
const hex = (length: number): string => HEX.slice(0, length);

const TOKENS: readonly (readonly [kind: string, text: string])[] = [
  ['AWS access key id', join('AK', 'IA', 'QZ7LMNP3RT5VWXYB')],
  ['AWS temporary access key id', join('AS', 'IA', 'QZ7LMNP3RT5VWXYB')],
  ['GitHub personal access token', join('gh', 'p_', base62(36))],
  ['GitHub server-to-server token', join('gh', 's_', base62(36))],
  ['GitHub fine-grained personal access token', join('github', '_pat_', base62(22), '_', base62(59))],
  ['GitLab personal access token', join('gl', 'pat-', base62(20))],
  ['Slack token', join('xo', 'xb-', '730914582216-', '730914582217-', base62(24))],
  ['Slack webhook address', join('https://hooks.', 'slack.com/services/', 'T', '0AB1CD2EF/', 'B', '0GH3IJ4KL/', base62(24))],
  ['Stripe secret key', join('sk', '_live_', base62(24))],
  ['Stripe restricted key', join('rk', '_live_', base62(24))],
  ['OpenAI API key', join('sk', '-', base62(20), 'T3Blbk', 'FJ', base62(20))],
  ['OpenAI project key', join('sk', '-proj-', base62(60))],
  ['Anthropic API key', join('sk', '-ant-api03-', base62(93))],
  ['npm access token', join('np', 'm_', base62(36))],
  ['Google API key', join('AI', 'za', base62(35))],
  ['private key', join('-----BEGIN RSA ', 'PRIVATE KEY-----\n', base62(60), base62(60))],
  ['private key', join('-----BEGIN ', 'PRIVATE KEY-----\\n', base62(64))],
  ['SendGrid API key', join('S', 'G.', base62(22), '.', base62(43))],
  ['Mailgun API key', join('ke', 'y-', hex(32))],
  ['Telegram bot token', join('7309145822', ':AA', base62(33))],
  ['Discord webhook address', join('https://discord.com/api/', 'webhooks/', '730914582216730914/', base62(60), base62(8))],
  ['Shopify token', join('shp', 'at_', hex(32))],
  ['DigitalOcean token', join('do', 'p_v1_', hex(64))],
  ['Databricks token', join('da', 'pi', hex(32))],
  ['Doppler token', join('dp', '.pt.', base62(43))],
  ['HashiCorp Vault token', join('hv', 's.', base62(60))],
  ['PyPI upload token', join('py', 'pi-AgEIcHlwaS5vcmc', base62(60))],
  ['Azure storage account key', join('DefaultEndpointsProtocol=https;AccountName=orders;', 'Account', 'Key=', base62(62), base62(24), '==')],
  ['connection string with a password', join('postgres', '://orders:', 'k9Vq2xLmP4', '@db.internal:5432/orders')],
  ['connection string with a password', join('mongodb+srv', '://orders:', 'k9Vq2xLmP4', '@cluster0.mongodb.net/orders')],
  ['connection string with a password', join('rediss', '://:', 'k9Vq2xLmP4', '@cache.internal:6379')],
];

describe('token formats', () => {
  it.each(TOKENS)('finds a %s without a name', (kind, text) => {
    expect(findSecret(text, undefined)?.kind).toBe(kind);
  });

  it('finds a token inside other text', () => {
    expect(findSecret(join('Authorization: token gh', 'p_', base62(36)), undefined)?.kind).toBe('GitHub personal access token');
  });

  it.each([
    ['AWS secret access key', 'AWS_SECRET', base62(40)],
    ['AWS secret access key', 'secretAccessKey', base62(40)],
    ['AWS secret access key', 'AWS_S3_SECRET_KEY', base62(40)],
    ['secret key', 'CAPTCHA_SECRET_KEY', base62(40)],
    ['password', 'DB_USER_PASS', base62(20)],
    ['password', 'smtpPass', base62(20)],
    ['Twilio auth token', 'TWILIO_AUTH_TOKEN', hex(32)],
    ['Heroku API key', 'HEROKU_API_KEY', '5f1c9e0a-7b3d-4e2f-9a8b-1c2d3e4f5a6b'],
  ])('finds a %s by its name', (kind, name, text) => {
    expect(findSecret(text, name)?.kind).toBe(kind);
    expect(findSecret(text, undefined)).toBeUndefined();
  });

  it('shows four characters and the length only', () => {
    const secret = join('sk', '_live_', base62(24));
    expect(findSecret(secret, 'STRIPE')?.preview).toBe('sk_l… (32 characters)');
    expect(findSecret(join('mysql', '://root:', 'k9Vq2xLmP4', '@db.internal/orders'), undefined)?.preview).not.toContain('k9Vq');
  });
});

describe('a generated value under the name of a credential', () => {
  const value = join('k9Vq2', 'xLmP4', 'zT7b');

  it.each([
    ['DB_PASSWORD', 'password'], ['dbPassword', 'password'], ['password', 'password'], ['dbpassword', 'password'], ['PASSWD', 'password'],
    ['JWT_SECRET', 'secret'], ['clientSecret', 'secret'], ['secret', 'secret'], ['AUTH_TOKEN', 'token'], ['authToken', 'token'],
    ['API_KEY', 'API key'], ['apiKey', 'API key'], ['api-key', 'API key'], ['x-api-key', 'API key'], ['STRIPE_APIKEY', 'API key'],
    ['API_KEY_STRIPE', 'API key'], ['PRIVATE_KEY', 'private key'], ['SECRET_KEY', 'secret key'], ['credential', 'credential'],
  ])('finds %s', (name, kind) => {
    expect(findSecret(value, name)).toEqual({ kind, preview: 'k9Vq… (14 characters)' });
  });

  it.each([
    'secretName', 'TokenScheduleExpression', 'SECRET_ROTATION_INTERVAL', 'JWT_PUBLIC_SIGNING_KEY', 'SECRET_NAME', 'SecretArn', 'SECRET_ID', 'secretPath', 'tokenUrl', 'TOKEN_ENDPOINT', 'passwordParameter', 'keyId', 'API_KEY_ID',
    'accessKeyId', 'tokenTable', 'tokenType', 'tokenExpiry', 'passwordField', 'secretRegion', 'secretsManager', 'tokenHash', 'nextToken',
    'clientRequestToken', 'passwordPolicy', 'tokenHeader', 'publicKey', 'partitionKey', 'cacheKey', 'description', 'commit', 'tableName', 'tokenKey', 'fakeToken', 'MOCK_API_KEY', 'BOARDING_PASS', 'bypass', 'DB_PASS_TABLE', 'apiCompass', 'API_PASS_THROUGH', 'userPassFail', 'BASIC_PASS',
  ])('is silent for %s', (name) => {
    expect(findSecret(value, name)).toBeUndefined();
  });

  it.each(['MyS3cretPassw0rd!', 'Kite!Harbor#5291', 'OrdersBatch4711', 'prod-k9Vq2xLmP4zT7b'])('finds the password %s', (password) => {
    expect(findSecret(password, 'DB_PASSWORD')?.kind).toBe('password');
  });

  it('accepts hex and UUIDs only where the name is plain about it', () => {
    expect(findSecret(hex(32), 'API_KEY')?.kind).toBe('API key');
    expect(findSecret(hex(32), undefined)).toBeUndefined();
    expect(findSecret('5f1c9e0a-7b3d-4e2f-9a8b-1c2d3e4f5a6b', 'API_KEY')?.kind).toBe('API key');
    expect(findSecret('5f1c9e0a-7b3d-4e2f-9a8b-1c2d3e4f5a6b', 'TOKEN')).toBeUndefined();
  });
});

describe('the value of an Authorization header', () => {
  it.each([['Bearer', 'token'], ['Basic', 'user and password'], ['token', 'token']])('%s', (scheme, kind) => {
    expect(findSecret(`${scheme} ${base62(24)}`, 'Authorization')).toEqual({ kind, preview: 'q7Zr… (24 characters)' });
  });

  it.each(['Bearer authentication', 'Bearer ${token}', 'Basic authorization-header', 'token expired', 'Bearer your-token-1234567'])('is silent for %s', (text) => {
    expect(findSecret(text, 'Authorization')).toBeUndefined();
  });
});

describe('shapes that are no secrets, whatever their name', () => {
  it.each([
    ['a documented key id', join('AK', 'IAIOSFODNN7', 'EXAMPLE')],
    ['a documented secret key', join('wJalrXUtn', 'FEMI/K7MDENG/', 'bPxRfiCYEXAMPLEKEY')],
    ['a key id of one letter', join('AK', 'IA', 'XXXXXXXXXXXXXXXX')],
    ['a placeholder', 'your-api-key-1234567890'],
    ['a placeholder to change', 'changeme-a8f3k2l9d7'],
    ['a masked value', '****************a1b2'],
    ['a template expression', '${DatabasePassword1}abc'],
    ['a dynamic reference', '{{resolve:secretsmanager:prod/db1:SecretString:password}}'],
    ['angle brackets', '<insert-your-token-1>'],
    ['a stand-in for tests', 'test-token-a8f3k2l9d7s6'],
    ['a token for tests', join('sk', '_test_', base62(24))],
    ['a publishable key', join('pk', '_live_', base62(24))],
    ['an ARN', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-a1B2c3'],
    ['an ARN of a layer version', 'arn:aws:lambda:us-east-1:123456789012:layer:tokens:42'],
    ['a URL', 'https://login.internal.net/oauth2/v2.0/token?api=1'],
    ['the name of a secret', 'my-secret-name'],
    ['the name of a secret with a suffix', 'prod/MyApp/db-password-x7F2k1'],
    ['a parameter path', '/prod/db1/password'],
    ['a path of a secret', 'prod/MyApp2/token'],
    ['a secret that RDS manages', 'rds!cluster-5f1c9e0a-7b3d-4e2f-9a8b-1c2d3e4f5a6b'],
    ['a name made by CloudFormation', 'orders-prod-DbSecret-1X7ABQ29LMNK4'],
    ['a handler', 'src/handlers/token2.handler'],
    ['a file path', './config/secrets.v2.json'],
    ['a path on Windows', 'C:\\secrets\\token1.txt'],
    ['a table name', 'orders-api-keys-prod-2024'],
    ['an S3 key', 'layers/tokens/1.2.3/layer-4.zip'],
    ['an e-mail address', 'orders42.team@company.io'],
    ['a MIME type', 'application/vnd.api2+json'],
    ['a header name', 'x-amz-security-token2'],
    ['a sentence', 'Enter the 16 digit token you received'],
    ['SQL', 'SELECT token FROM sessions WHERE id = $1'],
    ['camelCase', 'accessTokenValidator'],
    ['camelCase with a number', 'accessTokenHandlerV2'],
    ['PascalCase', 'SecretsManagerClient2'],
    ['CONSTANT_CASE', 'INVALID_TOKEN_ERROR_42'],
    ['an algorithm', 'AWS4-HMAC-SHA256'],
    ['a grant type', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    ['a date', '2026-11-20T06:52:37.000Z'],
    ['a user pool', 'us-east-1_Ab3dEfGh9'],
    ['a subnet', 'subnet-0a1b2c3d4e5f60718'],
    ['a skill id', 'amzn1.ask.skill.5f1c9e0a-7b3d-4e2f-9a8b-1c2d3e4f5a6b'],
    ['an alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789'],
    ['a public key', join('-----BEGIN ', 'PUBLIC KEY-----\n', base62(64))],
    ['a public key without its frame', join('MIIBIjANBgkqhkiG9w0', base62(60))],
    ['the frame of a private key alone', '-----BEGIN PRIVATE KEY-----'],
    ['a value that KMS encrypted', join('AQICAHh', base62(60))],
    ['one that it encrypted years ago', join('AQECAHh', base62(60))],
    ['a data key that it encrypted', join('AQIDAHh', base62(60))],
    ['a hash of a password', join('$2b$10$', base62(53))],
    ['only letters', 'correcthorsebatterystaple'],
    ['only digits', '730914582216730914'],
    ['a short value', 'a1B2c3D4e5'],
    ['low entropy', 'aaaa1111aaaa1111'],
    ['a local connection string', join('postgres', '://postgres:', 'postgres', '@localhost:5432/orders')],
    ['a connection string to be filled in', join('postgres', '://user:', 'password', '@db.internal:5432/orders')],
    ['a connection string with a format field', join('mysql', '://{user}:', '{password}', '@{host}/orders')],
    ['a connection string with a variable', join('mysql', '://admin:', '${DB_PASSWORD}', '@db.internal/orders')],
    ['a connection string without password', 'redis://cache.internal.net:6379'],
  ])('%s', (_shape, text) => {
    for (const name of ['TOKEN', 'apiToken', 'DB_PASSWORD', 'SECRET', 'VALUE', undefined]) expect(findSecret(text, name), name).toBeUndefined();
  });

  it.each([
    ['a commit', hex(40)], ['an MD5 digest', hex(32)], ['a SHA-256 digest', hex(64)], ['a UUID', '5f1c9e0a-7b3d-4e2f-9a8b-1c2d3e4f5a6b'],
    ['forty characters of base64', base62(40)],
  ])('%s under an ordinary name', (_shape, text) => {
    for (const name of ['GIT_SHA', 'CodeS3Key', 'checksum', 'ETAG', undefined]) expect(findSecret(text, name), name).toBeUndefined();
  });
});

describe('passwords that people choose', () => {
  it.each([
    ['ADMIN_PASSWORD', join('Snow', 'ball7', '!')],
    ['dbPassword', join('Rome&', 'Oslo', '19')],
    ['SMTP_PASS', join('7Blue', '*Kites')],
    ['MASTER_PASSWORD', join('Harbour', '-Light', '42#')],
  ])('finds one as %s', (name, text) => {
    expect(findChosenPassword(text, name)?.kind).toBe('password');
    expect(findChosenPassword(text, name)?.preview).not.toContain(text.slice(0, 5));
  });

  it.each([
    ['ADMIN_PASSWORD_POLICY', 'Snowball7!', 'the name tells about it'],
    ['GREETING', 'Snowball7!', 'the name says nothing'],
    ['ADMIN_PASSWORD', 'snowball7!', 'no capital'],
    ['ADMIN_PASSWORD', 'Snowball77', 'no mark'],
    ['ADMIN_PASSWORD', 'Snow7!', 'too short'],
    ['ADMIN_PASSWORD', 'Snowball 7!', 'a sentence'],
    ['ADMIN_PASSWORD', '${Snowball7}!', 'a placeholder'],
    ['ADMIN_PASSWORD', 'P@ssw0rd!', 'the one of examples'],
    ['ADMIN_PASSWORD', 'ChangeMe1!', 'to be changed'],
    ['ADMIN_PASSWORD', 'Welc0me1!', 'for the first login'],
    ['ADMIN_PASSWORD', 'T3mporary!', 'for a while'],
  ])('%s = %s is none: %s', (name, text) => {
    expect(findChosenPassword(text, name)).toBeUndefined();
  });
});
