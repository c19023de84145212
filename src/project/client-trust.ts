import type { CallExpression, Expression } from '../facts/model.js';
import { possibilities } from '../resolved.js';
import type { ModuleGraph } from './find-export.js';
import type { LambdaFunction } from './functions.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import { lastObject } from './sdk-meaning.js';

/** What is known of the client of a call. */
export interface ClientTrust {
  /** It reaches AWS with the role of the function. */
  readonly isTrusted: boolean;
  /** It may be for another region. */
  readonly hasRegion: boolean;
}

/** Options that leave the role and the service as they are. */
const HARMLESS = /^(?:region|region_name|config|max(?:Attempts|Retries)|retryMode|retryStrategy|requestHandler|http(?:Options)|logger|apiVersion|api_version|use_ssl|verify|service_name|customUserAgent|correctClockSkew|convertEmptyValues|params|signatureVersion|s3ForcePathStyle|forcePathStyle|defaultsMode|use(?:Dualstack|Fips)Endpoint|followRegionRedirects|requestChecksumCalculation|responseChecksumValidation|maxRedirects|computeChecksums|tls|cacheMiddleware)$/;

/** Clients that are always given the address that they call: each API, each account has its own. */
const HAS_ADDRESS = /^(?:apigatewaymanagementapi|iot-data-plane)$/;

/** Packages that give credentials of other roles. */
const CREDENTIALS = /^@aws-sdk\/(?:credential-provider|token-providers)|^@smithy\/credential|^botocore\.credentials/;

/** Tells whether the calls of a function are made with its own role: silent about clients that cannot be seen through. */
export function clientTrust(fn: LambdaFunction, calls: readonly FunctionSdkCall[], all: readonly LambdaFunction[], { modules }: Pick<ModuleGraph, 'modules'>): (call: FunctionSdkCall) => ClientTrust {
  const isOwn = !hasOtherCredentials(fn);
  const takesOnRole = calls.some(({ service, operation }) => (service === 'sts' && operation.startsWith('AssumeRole')) || (service === 'cognito-identity' && operation === 'GetCredentialsForIdentity'));
  const made = takesOnRole && fn.handlerCode ? madeClients(fn.handlerCode, modules) : undefined;
  return (call) => {
    const { client, via, named, service } = call;
    if (!isOwn || (takesOnRole && !(made && isMadeOnTheSpot(fn, call, made, modules)))) return { isTrusted: false, hasRegion: true };
    if (!client) return { isTrusted: (via === 'helper' && named !== undefined && /^(?:ssm|secrets-manager)$/.test(service)) || isIdempotencyStore(fn, call, all), hasRegion: false };
    const hasAddress = HAS_ADDRESS.test(service);
    const maker = unwrapped(client.value);
    const sessions = maker.receiver && isSession(maker.receiver) ? [maker.receiver] : [];
    const options = [maker, ...sessions].flatMap((one) => one.arguments.map((given, index) => (index === 1 && isRegion(one, given) ? REGION : readOptions(given, hasAddress))));
    return { isTrusted: options.every(({ isHarmless }) => isHarmless), hasRegion: options.some(({ hasRegion }) => hasRegion) };
  };
}

const REGION = { isHarmless: true, hasRegion: true };

/** `boto3.client('s3', os.environ['REGION'])`. What one of several calls made has arguments that are not known. */
function isRegion(made: Pick<CallExpression, 'callee' | 'receiver' | 'arguments'>, given: Expression): boolean {
  return isOfBoto3(made) && made.arguments[0]?.kind === 'string' && (given.kind === 'env' || given.kind === 'parameter');
}

function isOfBoto3({ callee, receiver }: Pick<CallExpression, 'callee' | 'receiver'>): boolean {
  return callee.kind === 'import' && callee.specifier === 'boto3' && !receiver && /^(?:client|resource)$/.test(callee.path.join('.'));
}

type HandlerCode = NonNullable<LambdaFunction['handlerCode']>;

interface MadeClients {
  at(path: string, start: number): HandlerCode['calls'][number] | undefined;
  /** A client of the same service is made of something: it may come in the place of one made of nothing, where that may be another. */
  isOther(maker: CallExpression): boolean;
  /** In Python, another module may give a name of this one a new value, and every name of boto3. */
  isChanged(path: string): boolean;
}

/** All that a function makes clients of. Asked about each of its calls. */
function madeClients({ calls, modules: loaded }: HandlerCode, modules: ModuleGraph['modules']): MadeClients {
  const byPlace = new Map(calls.map((one) => [`${String(one.at.start)} ${one.at.path}`, one]));
  const others = new Set<string>();
  for (const { fact } of calls) {
    const { callee, arguments: given } = fact;
    const isPlain = isOfBoto3(fact) && given.slice(1).every((one) => isRegion(fact, one) || readOptions(one).isHarmless);
    const kind = isPlain ? undefined : kindOf(callee, given);
    if (kind !== undefined) others.add(kind);
  }
  const changed = new Set(loaded.flatMap((path) => (modules.get(path)?.changedImports ?? []).flatMap(({ specifier, path: names }) => [...specifier.split('.'), ...names.slice(0, -1)])));
  return {
    at: (path, start) => byPlace.get(`${String(start)} ${path}`),
    isOther: (maker) => others.has(ANY_SERVICE) || others.has(kindOf(maker.callee, maker.arguments) ?? ANY_SERVICE),
    isChanged: (path) => changed.has('boto3') || changed.has(moduleName(path)),
  };
}

/** `orders` of `src/orders.py` and of `src/orders/__init__.py`. */
function moduleName(path: string): string {
  return path.replace(/(?:\/__init__)?\.py$/, '').split('/').at(-1) ?? '';
}

const ANY_SERVICE = '*';

/** What tells clients of one service from those of others: the name that boto3 is given. */
function kindOf(callee: CallExpression['callee'], given: readonly Expression[]): string | undefined {
  const last = callee.kind === 'import' ? callee.path.at(-1) : undefined;
  if (last !== 'client' && last !== 'resource') return undefined;
  return given[0]?.kind === 'string' ? `boto3 ${given[0].value}` : ANY_SERVICE;
}

/** What clients, and what makes them, are called as parameters. */
const GIVES_CLIENT = /client|session|conn|resource|boto|aws|cred|sdk/i;

/**
 * Who takes on a role gives what it gets to clients, of which one may come to any call by way of arguments and members: `client or boto3.client('sqs')`.
 * Not to one that is made of nothing right where it is used: in the same function of Python, or for the whole file.
 */
function isMadeOnTheSpot({ handlerCode }: LambdaFunction, { service, client, call: { fact, at } }: FunctionSdkCall, all: MadeClients, modules: ModuleGraph['modules']): boolean {
  if (!client || !handlerCode || client.path !== at.path || !(isOfBoto3(client.value) || isOfVersion3(client.value))) return false;
  if (handlerCode.loadsEnvironment || handlerCode.setsVariable('AWS_ACCESS_KEY_ID')) return false;
  const around = fact.within === null ? undefined : modules.get(at.path)?.functions[fact.within];
  if (around && (around.role !== 'function' || around.parameterNames?.some((name) => GIVES_CLIENT.test(name) || name === service) === true)) return false;
  const made = all.at(client.path, client.value.start);
  const { isOneOfSeveral } = client.value;
  if (isOfBoto3(client.value)) return made !== undefined && !(isOneOfSeveral && all.isOther(client.value)) && !all.isChanged(made.at.path) && (made.fact.within === null || made.fact.within === fact.within);
  // Names of parameters are known of Python only.
  const isGivenNone = !around || around.parameters.length === 0 || handlerCode.entries.some(({ module, fact: entry }) => module.path === at.path && entry.id === around.id);
  return made?.fact.within === null && !isOneOfSeveral && isGivenNone;
}

function isOfVersion3({ callee, isNew }: CallExpression): boolean {
  return isNew && callee.kind === 'import' && callee.specifier.startsWith('@aws-sdk/client-');
}

/** What makes a function idempotent, by the packages of Powertools. */
const IDEMPOTENT = /^(?:idempotent|idempotent_function|makeIdempotent|makeHandlerIdempotent)$/;

/**
 * The table of Powertools' idempotency, with a client of its own: each invocation puts an item, and updates it in the end. Items are read and
 * deleted in some cases only. Which they are: data/sdk.json.
 */
function isIdempotencyStore({ handlerCode, environment }: LambdaFunction, { call: { fact: made }, operation, via, named, input }: FunctionSdkCall, all: readonly LambdaFunction[]): boolean {
  const { callee, arguments: given } = made;
  if (via !== 'helper' || (!named && !input) || !/^(?:Put|Update)Item$/.test(operation) || callee.kind !== 'import' || callee.path.at(-1) !== 'DynamoDBPersistenceLayer') return false;
  const isOff = possibilities(environment).some(({ value }) => value.has('POWERTOOLS_IDEMPOTENCY_DISABLED'));
  const hasClient = given.some((one) => one.kind !== 'string' && one.kind !== 'env' && (one.kind !== 'object' || !one.complete || one.properties.some(({ name }) => /^(?:boto|clientConfig|awsSdk)/.test(name))));
  // A store that many handlers load may be used by some of them; one that nothing wraps is none of these.
  const isUsed = handlerCode?.entries.some(({ isDirect, fact: { isDecorated } }) => !isDirect || isDecorated) === true && !all.some(({ handlerCode: other }) => other !== handlerCode && other?.modules[0] === handlerCode.modules[0]) && handlerCode.imports.some(({ at, bindings }) => at.path === handlerCode.modules[0] && bindings.some(({ imported }) => IDEMPOTENT.test(imported)));
  return isUsed && !isOff && !hasClient;
}

/** `AWSXRay.captureAWSv3Client(new S3Client({}))` gives the client that it gets. */
function unwrapped(made: CallExpression): CallExpression {
  const [inner] = made.arguments;
  return inner?.kind === 'call' && made.callee.kind === 'import' && /capture/i.test(made.callee.path.at(-1) ?? '') ? inner : made;
}

function isSession({ callee }: CallExpression): boolean {
  return callee.kind === 'import' && /^(?:Session|session|get_session|AioSession)$/.test(callee.path.at(-1) ?? '');
}

function readOptions(given: Expression, mayHaveAddress = false): { readonly isHarmless: boolean; readonly hasRegion: boolean } {
  if (given.kind === 'string') return { isHarmless: true, hasRegion: false };
  if (given.kind !== 'object') return { isHarmless: false, hasRegion: true };
  return {
    isHarmless: given.complete && given.properties.every(({ name, value }) => HARMLESS.test(name) || (mayHaveAddress && isAddress(name, value))),
    hasRegion: given.properties.some(({ name, value }) => name.startsWith('endpoint') || (/^region/.test(name) && !(value.kind === 'env' && /^AWS_(?:DEFAULT_)?REGION$/.test(value.variable)))),
  };
}

/** One on the machine of the developer asks for no permission. */
function isAddress(name: string, value: Expression): boolean {
  return /^endpoint(?:_url)?$/.test(name) && !(value.kind === 'string' && /localhost|127\.0\.0\.1/.test(value.value));
}

/** The code gives all clients other credentials. */
function hasOtherCredentials({ handlerCode, environment }: LambdaFunction): boolean {
  if (handlerCode?.imports.some(({ specifier }) => CREDENTIALS.test(specifier)) === true) return true;
  if (possibilities(environment).some(({ value }) => [...value.keys()].some((name) => /^AWS_(?:ACCESS_KEY|SECRET|SESSION|PROFILE|ENDPOINT|CONTAINER|WEB_IDENTITY)/.test(name)))) return true;
  return (handlerCode?.calls ?? []).some(({ fact: { callee, arguments: given, isNew } }) => {
    if (callee.kind !== 'import' || !/^(?:aws-sdk|boto3|(?:aio)?botocore|aws_assume_role_lib)/.test(callee.specifier)) return false;
    const path = callee.path.join('.');
    if (isNew && /Credentials/.test(path)) return true;
    const options = lastObject(given);
    return /config\.update$|setup_default_session$|set_credentials$/.test(path) && !(options && readOptions(options).isHarmless);
  });
}
