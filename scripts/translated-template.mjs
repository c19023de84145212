// Reads what the SAM translator made of a template: plain CloudFormation as JSON. Shares no code with src/, so that a mistake
// there shows as a disagreement.

const UNKNOWN = '${…}';
const MAX_ALTERNATIVES = 64;

/** Every text that a value may come to, `${…}` where deployment decides; none for `AWS::NoValue`. */
function alternatives(template, value) {
  if (value === null || value === undefined) return [];
  if (typeof value === 'string') return [value.replace(/\{\{resolve:[^}]*\}\}/g, UNKNOWN)];
  if (typeof value !== 'object') return [String(value)];
  const [[name, argument] = []] = Object.entries(value);
  if (Array.isArray(value) || Object.keys(value).length !== 1) return [UNKNOWN];
  switch (name) {
    case 'Ref':
      return reference(template, argument);
    case 'Fn::GetAtt':
      return [`\${${renamed(template, Array.isArray(argument) ? argument.join('.') : argument)}}`];
    case 'Fn::Sub':
      return substituted(template, argument);
    case 'Fn::Join':
      return joined(template, argument);
    case 'Fn::If':
      return [...alternatives(template, argument[1]), ...alternatives(template, argument[2])];
    case 'Fn::FindInMap':
      return mapped(template, argument);
    default:
      return [UNKNOWN];
  }
}

function reference(template, name) {
  if (typeof name !== 'string' || name === 'AWS::NoValue') return [];
  const parameter = template.document.Parameters?.[name];
  if (!parameter) return [`\${${renamed(template, name)}}`];
  if (parameter.Default === undefined || parameter.Default === null || parameter.Type?.startsWith('AWS::SSM::')) return [UNKNOWN];
  return alternatives(template, parameter.Default);
}

/** Layers and versions get a hash behind their name: the name that was written, where the input has it. */
function renamed({ written, document }, name) {
  const [id, ...rest] = name.split('.');
  const plain = id.replace(/[0-9a-f]{10}$/, '');
  if (document.Resources[id]?.Type === 'AWS::Lambda::Version' && plain !== id) return `${plain.replace(/Version$/, '')}.Version`;
  return [plain !== id && written.has(plain) ? plain : id, ...rest].join('.');
}

function substituted(template, argument) {
  const [pattern, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof pattern !== 'string') return [UNKNOWN];
  const parts = pattern.split(/(\$\{[^}]*\})/).map((part) => {
    if (!part.startsWith('${')) return [part];
    const name = part.slice(2, -1).trim();
    if (name.startsWith('!')) return [`\${${name.slice(1)}}`];
    if (variables && Object.hasOwn(variables, name)) return alternatives(template, variables[name]);
    return name.includes('.') ? [`\${${renamed(template, name)}}`] : reference(template, name);
  });
  return product(parts, '');
}

function joined(template, [delimiter, items]) {
  if (typeof delimiter !== 'string' || !Array.isArray(items)) return [UNKNOWN];
  return product(items.map((item) => alternatives(template, item)).filter((texts) => texts.length > 0), delimiter);
}

function product(parts, delimiter) {
  let texts = [''];
  for (const [index, options] of parts.entries()) {
    const either = options.length === 0 ? [UNKNOWN] : options;
    texts = texts.flatMap((text) => either.map((option) => (index === 0 ? option : text + delimiter + option))).slice(0, MAX_ALTERNATIVES);
  }
  return texts;
}

function mapped(template, keys) {
  const names = keys.slice(0, 3).map((key) => alternatives(template, key));
  const [map, first, second] = names.map(([name]) => name);
  const found = template.document.Mappings?.[map]?.[first]?.[second];
  return typeof found === 'string' || typeof found === 'number' ? [String(found)] : [UNKNOWN];
}

/** The values of a list or a single one, through the branches of `Fn::If`. */
function items(value) {
  if (value === undefined || value === null || value.Ref === 'AWS::NoValue') return [];
  if (Array.isArray(value)) return value.flatMap(items);
  return typeof value === 'object' && value['Fn::If'] ? [...items(value['Fn::If'][1]), ...items(value['Fn::If'][2])] : [value];
}

/** One text for a value: its alternatives in order. `-` where it is not set. */
function shown(template, value) {
  const texts = [...new Set(alternatives(template, value))].sort();
  return texts.length === 0 ? '-' : texts.join(' or ');
}

function list(template, value) {
  return value === undefined ? '-' : items(value).map((item) => shown(template, item)).join(', ');
}

/** The functions of a translated template; `written` are the logical ids of the input. */
export function readTranslated(document, written) {
  const template = { document, written };
  const resources = Object.entries(document.Resources ?? {});
  const functions = resources.filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
  return new Map(functions.map(([id, { Properties = {}, Condition }]) => [id, { hasCondition: Condition !== undefined, ...toFunction(template, resources, id, Properties) }]));
}

function toFunction(template, resources, id, properties) {
  const names = namesOf(resources, id);
  const own = resources.filter(([, { Type, Properties }]) => Type === 'AWS::Lambda::EventSourceMapping' && mentions(Properties?.FunctionName, names));
  const permissions = resources.filter(([, { Type, Properties }]) => Type === 'AWS::Lambda::Permission' && mentions(Properties?.FunctionName, names));
  const role = template.document.Resources[`${id}Role`];
  const variables = properties.Environment?.Variables;
  return {
    values: {
      Runtime: shown(template, properties.Runtime),
      Handler: shown(template, properties.Handler),
      Timeout: shown(template, properties.Timeout),
      MemorySize: shown(template, properties.MemorySize),
      EphemeralStorage: shown(template, properties.EphemeralStorage?.Size),
      PackageType: shown(template, properties.PackageType),
      FunctionName: shown(template, properties.FunctionName),
      Architectures: list(template, properties.Architectures),
      Tracing: shown(template, properties.TracingConfig?.Mode),
      Layers: list(template, properties.Layers),
      VpcConfig: properties.VpcConfig ? 'set' : '-',
      DeadLetterQueue: shown(template, properties.DeadLetterConfig?.TargetArn),
    },
    environment: new Map(Object.entries(variables ?? {}).map(([name, value]) => [name, shown(template, value)])),
    mappings: new Map(own.map(([name, { Properties }]) => [name, mappingOf(template, Properties)])),
    principals: [...new Set(permissions.map(([, { Properties }]) => shown(template, Properties.Principal)))],
    triggers: triggerKinds(template, resources, names, permissions),
    role: role?.Type === 'AWS::IAM::Role' && mentions(properties.Role, new Set([`${id}Role`])) ? roleOf(template, resources, `${id}Role`, role) : undefined,
  };
}

/** The function with its aliases and versions. */
function namesOf(resources, id) {
  const others = resources.filter(([, { Type, Properties }]) => /^AWS::Lambda::(?:Alias|Version)$/.test(Type) && mentions(Properties?.FunctionName, new Set([id])));
  return new Set([id, ...others.map(([name]) => name)]);
}

function mentions(value, names) {
  if (typeof value !== 'object' || value === null) return false;
  if (names.has(value.Ref)) return true;
  const attribute = value['Fn::GetAtt'];
  if (attribute && names.has(Array.isArray(attribute) ? attribute[0] : attribute.split('.')[0])) return true;
  const [pattern] = [value['Fn::Sub']].flat();
  if (typeof pattern === 'string' && [...pattern.matchAll(/\$\{([A-Za-z0-9]+)/g)].some(([, name]) => names.has(name))) return true;
  return Object.values(value).some((inner) => mentions(inner, names));
}

const SETTINGS = {
  BatchSize: ['BatchSize'], MaximumBatchingWindowInSeconds: ['MaximumBatchingWindowInSeconds'], ParallelizationFactor: ['ParallelizationFactor'],
  TumblingWindowInSeconds: ['TumblingWindowInSeconds'], MaximumRetryAttempts: ['MaximumRetryAttempts'], MaximumRecordAgeInSeconds: ['MaximumRecordAgeInSeconds'],
  MaximumConcurrency: ['ScalingConfig', 'MaximumConcurrency'], OnFailure: ['DestinationConfig', 'OnFailure', 'Destination'],
};

function mappingOf(template, properties) {
  const settings = Object.entries(SETTINGS).map(([name, path]) => [name, shown(template, path.reduce((value, key) => value?.[key], properties))]);
  return { ...Object.fromEntries(settings), source: resourceIn(template, shown(template, properties.EventSourceArn)), Enabled: properties.Enabled === false || shown(template, properties.Enabled) === 'false' ? 'no' : 'yes' };
}

/** The logical id of the input's resource that a text refers to. */
function resourceIn({ written }, text) {
  return [...text.matchAll(/\$\{(\w+)/g)].map(([, id]) => id).find((id) => written.has(id)) ?? '-';
}

const KINDS = new Map([
  ['AWS::Scheduler::Schedule', ['scheduler', ({ Target }) => Target?.Arn]],
  ['AWS::S3::Bucket', ['s3', ({ NotificationConfiguration }) => NotificationConfiguration]],
  ['AWS::SNS::Subscription', ['sns', ({ Endpoint }) => Endpoint]],
  ['AWS::IoT::TopicRule', ['iot-rule', (properties) => properties]],
  ['AWS::Logs::SubscriptionFilter', ['cloudwatch-logs', ({ DestinationArn }) => DestinationArn]],
  ['AWS::Cognito::UserPool', ['cognito', ({ LambdaConfig }) => LambdaConfig]],
  ['AWS::Lambda::Url', ['function-url', ({ TargetFunctionArn }) => TargetFunctionArn]],
  ['AWS::StepFunctions::StateMachine', ['step-functions', (properties) => properties]],
  ['AWS::AppSync::DataSource', ['appsync', ({ LambdaConfig }) => LambdaConfig]],
  ['AWS::AppSync::GraphQLApi', ['appsync', ({ LambdaAuthorizerConfig, AdditionalAuthenticationProviders }) => [LambdaAuthorizerConfig, AdditionalAuthenticationProviders]]],
]);

function triggerKinds(template, resources, names, permissions) {
  const kinds = new Set();
  for (const [, { Type, Properties = {} }] of resources) {
    const [kind, part] = KINDS.get(Type) ?? [];
    if (kind && mentions(part(Properties), names)) kinds.add(kind);
    if (Type === 'AWS::Events::Rule' && mentions(Properties.Targets, names)) kinds.add(Properties.ScheduleExpression ? 'eventbridge-schedule' : 'eventbridge-rule');
    if (Type === 'AWS::Lambda::EventSourceMapping' && mentions(Properties.FunctionName, names)) kinds.add(mappingKind(template, Properties));
    if (Type === 'AWS::ApiGateway::RestApi' && integrations(Properties.Body).some((one) => mentions(one, names))) kinds.add('apigw-rest');
    if (Type === 'AWS::ApiGatewayV2::Api' && integrations(Properties.Body).some((one) => mentions(one, names))) kinds.add('apigw-http');
    if (Type === 'AWS::ApiGatewayV2::Integration' && mentions(Properties.IntegrationUri, names)) kinds.add('apigw-websocket');
  }
  for (const [, { Properties }] of permissions) if (Properties.Principal === 'alexa-appkit.amazon.com') kinds.add('alexa');
  return [...kinds];
}

function integrations(value) {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'x-amazon-apigateway-integration' ? [inner] : integrations(inner)));
}

const SOURCES = [[/SQS::Queue|:sqs:/, 'sqs'], [/DynamoDB|SimpleTable|:dynamodb:/, 'dynamodb-streams'], [/Kinesis|:kinesis:/, 'kinesis'], [/MSK|:kafka:/, 'msk'], [/AmazonMQ|:mq:/, 'mq'], [/DocDB|:rds:/, 'documentdb']];

function mappingKind(template, properties) {
  if (properties.SelfManagedEventSource) return 'self-managed-kafka';
  const source = shown(template, properties.EventSourceArn);
  const type = template.document.Resources[/^\$\{(\w+)/.exec(source)?.[1]]?.Type ?? '';
  return SOURCES.find(([pattern]) => pattern.test(type) || pattern.test(source))?.[1] ?? `mapping of ${source}`;
}

function roleOf(template, resources, roleId, { Properties = {} }) {
  const attached = resources.filter(([, { Type, Properties: own }]) => /^AWS::IAM::(?:ManagedPolicy|Policy)$/.test(Type) && mentions(own?.Roles, new Set([roleId])));
  const documents = [...items(Properties.Policies), ...attached.map(([, { Properties: own }]) => own)].flatMap(({ PolicyDocument }) => items(PolicyDocument));
  return {
    managed: [...new Set(items(Properties.ManagedPolicyArns).map((arn) => lastSegment(shown(template, arn))))],
    statements: [...new Set(documents.flatMap(({ Statement }) => items(Statement)).map((statement) => statementText(template, statement)))],
  };
}

/** The name in the ARN of a managed policy. */
export function lastSegment(arn) {
  return arn.includes(':') ? arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1) : arn;
}

function statementText(template, { Effect, Action, NotAction, Resource, NotResource, Condition }) {
  const texts = (value) => items(value).flatMap((item) => alternatives(template, item));
  return statementLine({ effect: Effect, actions: texts(Action), resources: texts(Resource), hasNotAction: NotAction !== undefined, hasNotResource: NotResource !== undefined, hasCondition: Condition !== undefined });
}

/** A statement on one line, the same for equal ones: IAM does not mind the case of actions. */
export function statementLine({ effect, actions, resources, hasNotAction, hasNotResource, hasCondition }) {
  const sorted = (texts) => [...new Set(texts)].sort().join(' ');
  const marks = [hasNotAction && 'NotAction', hasNotResource && 'NotResource', hasCondition && 'Condition'].filter(Boolean);
  return [effect, sorted(actions.map((action) => action.toLowerCase())), 'on', sorted(resources), ...marks].join(' ');
}
