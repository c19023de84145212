import type { Location } from '../diagnostic.js';
import type { Places } from '../engine/places.js';
import type { LeastPrivilege, Need, WrittenResource } from '../project/least-privilege.js';
import { printable } from '../report/printable.js';

interface Why {
  readonly path: string;
  readonly line: number;
  readonly operation: string;
}

type ResourceValue = string | { readonly Ref: string } | { readonly 'Fn::GetAtt': readonly string[] } | { readonly 'Fn::Sub': string };

interface StatementEntry {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly ResourceValue[];
  readonly why: readonly (Why & { readonly action: string })[];
  /** One or another of the actions is needed, or perhaps none, by what the calls say. */
  readonly conditional: boolean;
  readonly need: Need;
}

interface FunctionPolicy {
  readonly id: string;
  readonly template: string;
  readonly line: number;
  readonly statements: readonly StatementEntry[];
  /** Calls of which it is not known what they need. */
  readonly unknown: readonly Why[];
  /** Null where the code was read. */
  readonly unread: string | null;
}

/** What `policy --json` prints, a contract since the first release. */
export interface PolicyDocument {
  readonly schemaVersion: 1;
  readonly functions: readonly FunctionPolicy[];
}

/** One function in the order of keys that the contract has. */
export function policyEntry({ fn, statements, unknown }: LeastPrivilege, places: Places): FunctionPolicy {
  const why = (operation: string, at: Location): Why => {
    const { path, startLine } = places.toPlace(at);
    return { path, line: startLine, operation };
  };
  return {
    id: fn.logicalId,
    template: fn.template,
    line: places.toPlace(fn.at).startLine,
    statements: statements.map(({ actions, resource, reasons, need }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: [toValue(resource)],
      why: reasons.map(({ action, operation, at }) => ({ ...why(operation, at), action })),
      conditional: need !== 'all',
      need,
    })),
    unknown: unknown.map(({ operation, at }) => why(operation, at)),
    unread: fn.handlerCode ? null : fn.entry.state === 'found' ? 'what the code does is not read' : fn.entry.reason,
  };
}

function toValue(resource: WrittenResource): ResourceValue {
  if (resource.kind === 'text') return resource.text;
  if (resource.kind === 'sub') return { 'Fn::Sub': resource.text };
  const dot = resource.name.indexOf('.');
  return dot === -1 ? { Ref: resource.name } : { 'Fn::GetAtt': [resource.name.slice(0, dot), resource.name.slice(dot + 1)] };
}

/** The statements as YAML, or as JSON where the template is, to be put into it. */
export function policyText({ functions }: PolicyDocument, format: 'sam' | 'cloudformation', isJson: (template: string) => boolean): string {
  return functions.map((one) => functionText(one, format, isJson(one.template))).join('\n');
}

function functionText({ id, template, line, statements, unknown, unread }: FunctionPolicy, format: 'sam' | 'cloudformation', isJson: boolean): string {
  const head = [`# ${id} (${template}:${line})`];
  if (unread !== null) return lines([...head, `# Nothing can be said: ${unread}.`]);
  const notes = unknown.map(({ operation, path, line: at }) => `# What ${operation} needs is not known: ${path}:${at}.`);
  const granted = statements.filter(({ need }) => need !== 'perhaps');
  const perhaps = statements.flatMap((one) => (one.need === 'perhaps' ? statementLines(one).map((text) => `# ${text}`) : []));
  if (perhaps.length > 0) perhaps.unshift('# By options and keys, this may be needed too:');
  if (granted.length === 0) return lines([...head, ...notes, ...perhaps, `# ${unknown.length + perhaps.length > 0 ? 'Nothing else is called.' : 'It calls nothing that needs a permission.'}`]);
  // JSON has no comments: the reasons stand before it.
  if (isJson) return lines([...head, ...notes, ...granted.flatMap(reasonLines), ...perhaps, ...jsonLines(granted, format)]);
  const [opening, indent] = format === 'sam' ? [['Policies:', '  - Statement:'], '      '] : [['PolicyDocument:', "  Version: '2012-10-17'", '  Statement:'], '    '];
  return lines([...head, ...notes, ...opening, ...granted.flatMap((one) => statementLines(one).map((text) => `${indent}${text}`)), ...perhaps.map((text) => `${indent}${text}`)]);
}

function reasonLines({ Action, why }: StatementEntry): readonly string[] {
  return Action.map((action) => `# ${action}: ${reasonWords(why.filter((one) => one.action === action))}`);
}

function jsonLines(granted: readonly StatementEntry[], format: 'sam' | 'cloudformation'): readonly string[] {
  const Statement = granted.map(({ Effect, Action, Resource: [only, ...others] }) => ({ Effect, Action, Resource: others.length === 0 ? only : [only, ...others] }));
  const document = format === 'sam' ? { Policies: [{ Statement }] } : { PolicyDocument: { Version: '2012-10-17', Statement } };
  // The entry alone, without the braces around it.
  return JSON.stringify(document, null, 2).split('\n').slice(1, -1).map((text) => text.slice(2));
}

function statementLines({ Action, Resource, why, need }: StatementEntry): readonly string[] {
  return [
    `- Effect: Allow${need === 'some' ? ' # one or another of these, by what the calls say' : ''}`,
    '  Action:',
    ...Action.map((action) => `    - ${action} # ${reasonWords(why.filter((one) => one.action === action))}`),
    ...Resource.map((resource) => `  Resource: ${yamlOf(resource)}`),
  ];
}

/** At most three places: the others are in the JSON. */
function reasonWords(reasons: readonly Why[]): string {
  const shown = reasons.slice(0, 3).map(({ operation, path, line }) => `${operation} at ${path}:${line}`);
  return reasons.length > 3 ? `${shown.join(', ')} and ${reasons.length - 3} more` : shown.join(', ');
}

function yamlOf(resource: ResourceValue): string {
  if (typeof resource === 'string') return quoted(resource);
  if ('Ref' in resource) return `!Ref ${resource.Ref}`;
  return 'Fn::Sub' in resource ? `!Sub ${quoted(resource['Fn::Sub'])}` : `!GetAtt ${resource['Fn::GetAtt'].join('.')}`;
}

/** Quotes wherever a plain text could be read as something else. */
function quoted(text: string): string {
  return /^[A-Za-z$][\w${}.:/+=@*-]*$/.test(text) && !/[{]\s|:$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

function lines(all: readonly string[]): string {
  return `${all.map(printable).join('\n')}\n`;
}
