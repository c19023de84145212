import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { accessJudgements } from './access-judgements.js';
import type { JudgedAction, JudgedCall } from './access-judgements.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import { files, functionKey } from './files.js';
import { parentFolder } from './paths.js';
import { perTemplate } from './per-template.js';
import { logicalIdOf, stackOf } from './resource-id.js';
import type { FunctionGrant } from './function-grants.js';
import type { LambdaFunction } from './functions.js';
import type { CallStep } from './handler-code.js';
import { writtenResource } from './least-privilege.js';
import type { MissingPermission } from './permission-proposals.js';
import type { PolicyEntry } from './policy-document.js';
import { hasGeneratedRole } from './policy-grantees.js';
import type { RoleStatement } from './role-policies.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import { displayText, literal, referredResource } from './text.js';

/** A call that the role of a function does not allow. */
export interface DeniedCall {
  readonly at: Location;
  readonly operation: string;
  /** "'Orders'", or nothing where it is not known what the call works on. */
  readonly resource: string | undefined;
  readonly actions: readonly string[];
  readonly role: string | undefined;
  /** What the role allows of the services of the actions. */
  readonly granted: readonly string[];
  /** It allows them, but on something else, in a policy that others share. */
  readonly isAllowedElsewhere: boolean;
  /** A statement that forbids it, of the role or of what the call works on. */
  readonly deniedBy: { readonly at: Location; readonly isOfRole: boolean } | undefined;
  readonly steps: () => readonly CallStep[];
  readonly owners: readonly LambdaFunction[];
  readonly missing: readonly MissingPermission[];
}

/** Actions that are granted, but not on what the calls work on. */
export interface MisplacedGrant {
  /** The resource of the statement. */
  readonly at: Location;
  readonly granted: readonly string[];
  readonly policy: string | undefined;
  readonly resource: string | undefined;
  readonly actions: readonly string[];
  readonly calls: readonly { readonly action: string; readonly at: Location }[];
  readonly role: string | undefined;
  readonly owners: readonly LambdaFunction[];
  readonly missing: readonly MissingPermission[];
}

export interface DeniedAccess {
  readonly calls: readonly DeniedCall[];
  readonly grants: readonly MisplacedGrant[];
}

const NOTHING_DENIED: DeniedAccess = { calls: [], grants: [] };

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

/** Calls that fail, each place once: those without a grant, and those whose grant is for something else, by the grant. */
export const deniedAccess = defineAnalysis({
  name: 'deniedAccess',
  requires: { accessJudgements, definitions, files },
  run({ accessJudgements: judged, definitions: templates, files: { shownIn, isDeployedOtherwise } }): DeniedAccess {
    const asked = judged(shownIn).filter(({ denied }) => denied.length > 0);
    if (asked.length === 0) return NOTHING_DENIED;
    const roleAt = roleFinder(templates);
    const calls = new Map<string, Growing<DeniedCall>>();
    const grants = new Map<string, Growing<MisplacedGrant>>();
    const isForTrying = (template: TemplateDefinitions): boolean => {
      const { isBare, mayBeBare } = bareness(template);
      return isBare || (mayBeBare && isDeployedOtherwise(parentFolder(template.scope.template.path)));
    };
    const bare = new Set(templates.filter(isForTrying).flatMap(({ functions }) => functions.map(functionKey)));
    for (const one of asked) {
      if (bare.has(one.fn.key)) continue;
      const name = resourceName(one.demands.call);
      for (const action of one.denied) {
        const entry = misplacedEntry(action, name, one.role.statements);
        const missing = { fn: one.fn, role: one.role, roleAt: roleAt(one.fn.key, one.role.grants.role), action };
        if (entry) addGrant(grants, one, missing, entry);
        else addCall(calls, one, missing);
      }
    }
    return { calls: [...calls.values()], grants: [...grants.values()] };
  },
});

const MANY_FUNCTIONS = 5;
/** What runs on one's own machine, too. */
const RUNS_LOCALLY = /^AWS::(?:Serverless::(?:Function|Api|HttpApi|WebSocketApi|LayerVersion)$|Lambda::|ApiGateway|Logs::)/;

const IS_CODE = /^AWS::Serverless::(?:Function|LayerVersion)$/;

/** Properties of a function that have others call it. */
const CALLERS = ['Events', 'FunctionUrlConfig'];
/** Those that mean nothing before it is deployed: nobody writes them to try it. */
const OF_DEPLOYMENT = ['AutoPublishAlias', 'DeadLetterQueue', 'DeploymentPreference', 'EventInvokeConfig', 'ProvisionedConcurrencyConfig', 'VpcConfig'];

/** `mayBeBare`: it is, where something else deploys the functions. */
interface Bareness {
  readonly isBare: boolean;
  readonly mayBeBare: boolean;
}

/**
 * Of many functions none may do anything, and there is nothing but functions and their APIs: what gives them their roles is elsewhere, and the template is
 * there to try them on one's own machine. One with a table or a queue is deployed, and one with an alias. So it is with fewer functions that nothing calls, and of
 * which nothing is told, and where another tool deploys what lies around the template.
 */
const bareness = perTemplate(({ functions, scope: { template } }: TemplateDefinitions): Bareness => {
  const mayBeBare = template.resources.every(({ type, connectors }) => connectors === undefined && RUNS_LOCALLY.test(type))
    && functions.every((definition) => hasGeneratedRole(definition) && ['Policies', ...OF_DEPLOYMENT].every((key) => member(definition.scope, definition.properties, key) === undefined));
  const isUncalled = (): boolean => template.outputs === undefined && template.resources.every(({ type }) => IS_CODE.test(type)) && functions.every(({ scope, properties }) => CALLERS.every((key) => member(scope, properties, key) === undefined));
  return { isBare: mayBeBare && (functions.length >= MANY_FUNCTIONS || isUncalled()), mayBeBare };
});

interface Misplaced {
  readonly entry: PolicyEntry;
  readonly grant: FunctionGrant;
}

/** The element that the author would edit: one written in the template, for this very action. Where another grants more on the same resource, that one lacks the action. */
function misplacedEntry(action: JudgedAction, name: string | undefined, statements: readonly RoleStatement[]): Misplaced | undefined {
  const { answer } = action;
  if (answer.verdict !== 'denied' || answer.because !== 'not-allowed' || answer.nearest?.differsIn !== 'resource') return undefined;
  const { grant } = answer.nearest.statement;
  const [entry] = grant.resources;
  if (!entry || (grant.origin !== 'inline' && grant.origin !== 'policy template')) return undefined;
  return isNamed(statements, action) && !isOfSameResource(name, grant, action) ? undefined : { entry, grant };
}

/** The resources that a role names to allow something on them. */
const namedBy = new WeakMap<readonly RoleStatement[], ReadonlySet<string>>();

function isNamed(statements: readonly RoleStatement[], { resource }: JudgedAction): boolean {
  const named = namedBy.get(statements) ?? new Set(statements.flatMap(({ effect, resources }) => (effect === 'Allow' && resources !== 'unknown' && !resources.isInverted ? resources.entries.map((entry) => JSON.stringify(entry)) : [])));
  namedBy.set(statements, named);
  return !(resource.length === 1 && resource[0] === '*') && named.has(JSON.stringify(resource));
}

/** The bucket in place of its objects, the table in place of its indexes, an object in place of another. */
function isOfSameResource(name: string | undefined, { resources }: FunctionGrant, action: JudgedAction): boolean {
  const written = writtenResource(action);
  const wanted = written.kind === 'reference' ? written.name : written.text;
  const isBeginning = (text: string): boolean => {
    const beginning = withoutStars(text);
    return beginning !== '' && wanted.startsWith(beginning);
  };
  return resources.some(({ value, text }) => (name !== undefined && referredResource(value) === name) || isBeginning(text));
}

function withoutStars(text: string): string {
  let end = text.length;
  while (text[end - 1] === '*') end--;
  return text.slice(0, end);
}

function addGrant(found: Map<string, Growing<MisplacedGrant>>, { fn, demands: { call }, role }: JudgedCall, missing: MissingPermission, { entry, grant }: Misplaced): void {
  const { action } = missing.action;
  const name = resourceName(call);
  const key = `${entry.at.path}:${entry.at.start}:${grant.policy ?? ''}:${name ?? ''}`;
  const known = found.get(key) ?? {
    at: entry.at, granted: grant.resources.map(({ text }) => text), policy: grant.origin === 'policy template' ? grant.policy : undefined, resource: shownName(wantedName(name, grant, missing.action)), actions: [], calls: [], role: shownName(role.grants.role), owners: [], missing: [],
  };
  found.set(key, known);
  addNew(known.actions, action);
  known.missing.push(missing);
  if (!known.calls.some((one) => isSame(one.at, call.at))) known.calls.push({ action, at: call.at });
  addNew(known.owners, fn);
}

function addCall(found: Map<string, Growing<DeniedCall>>, { fn, demands: { call }, role }: JudgedCall, missing: MissingPermission): void {
  const { action, answer } = missing.action;
  const key = `${call.at.path}:${call.at.start}`;
  const known = found.get(key) ?? {
    at: call.at,
    operation: call.operation,
    resource: shownName(resourceName(call)),
    actions: [],
    role: shownName(role.grants.role),
    granted: [...grantedOf(role.grants.statements, action)],
    isAllowedElsewhere: answer.verdict === 'denied' && answer.because === 'not-allowed' && answer.nearest?.differsIn === 'resource',
    deniedBy: answer.verdict === 'denied' && answer.because === 'deny' ? { at: answer.by.grant.at, isOfRole: role.statements.includes(answer.by) } : undefined,
    steps: call.steps,
    owners: [],
    missing: [],
  };
  found.set(key, known);
  addNew(known.actions, action);
  addNew(known.owners, fn);
  known.missing.push(missing);
}

/** Where the role of a function is written, in the function's own template. */
function roleFinder(templates: readonly TemplateDefinitions[]): (key: string, role: string | undefined) => Location | undefined {
  return (key, role) => {
    const stack = stackOf(key);
    const scope = templates.find((template) => template.scope.key === stack)?.scope;
    const found = scope?.template.resources.find(({ logicalId, type }) => logicalId === role && type === 'AWS::IAM::Role');
    return found && scope?.at(found.key);
  };
}

function addNew<T>(list: T[], item: T): void {
  if (!list.includes(item)) list.push(item);
}

function isSame(one: Location, other: Location): boolean {
  return one.path === other.path && one.start === other.start;
}

/** The resource of the template, or the name as written. */
function resourceName({ resource }: FunctionSdkCall): string | undefined {
  if (resource.state !== 'known') return undefined;
  const [only, other] = resource.value;
  if (typeof only === 'object' && other === undefined) return only.kind === 'resource' ? only.logicalId : undefined;
  return literal(resource.value) ?? displayText(resource.value);
}

/** A resource of another stack is known by its logical id to whoever looks into that. */
function shownName(name: string | undefined): string | undefined {
  return name !== undefined && stackOf(name) !== undefined ? logicalIdOf(name) : name;
}

/** A bucket and its objects, a table and its indexes have one name: beside a grant on the same one, the ARN tells what is meant. The table may be called by the name that it is given. */
function wantedName(name: string | undefined, { resources }: FunctionGrant, action: JudgedAction): string | undefined {
  if (name === undefined) return undefined;
  const written = writtenResource(action);
  const isOfSame = resources.some(({ value }) => referredResource(value) === name);
  if (written.kind === 'reference') return isOfSame ? `\${${written.name}}` : name;
  return isOfSame || written.text.includes(`/${name}/index/`) ? written.text : name;
}

function grantedOf(statements: readonly FunctionGrant[], action: string): readonly string[] {
  const service = `${action.slice(0, action.indexOf(':')).toLowerCase()}:`;
  return [...new Set(statements.flatMap(({ effect, actions }) => (effect === 'Allow' ? actions.map(({ text }) => text).filter((text) => text.toLowerCase().startsWith(service)) : [])))];
}
