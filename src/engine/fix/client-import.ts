import { BYTE_ANSWERS, BYTE_MEMBERS } from '../../data/sdk-byte-answers.js';
import type { Node } from '../../source/javascript.js';
import type { ScriptSyntax } from '../../source/read-script.js';
import type { Variable } from '../../source/scopes.js';
import { forEachChild } from '../../source/syntax-children.js';
import type { TextEdit } from './text-edit.js';

/**
 * The edits that import one client of SDK v3 in place of all of SDK v2, which the file calls by one name and uses for that client only.
 * What v3 does in another way is left to the author.
 */
export function importClient(syntax: ScriptSyntax, text: string, at: Pick<TextEdit, 'start' | 'end'>, client: string, specifier: string): readonly TextEdit[] | undefined {
  if (syntax.error || ONLY_IN_V2.test(text) || answersOtherwise(text, client)) return undefined;
  const { program, scopes } = syntax;
  const statement = program.body.find(({ start, end }) => start <= at.start && at.end <= end);
  const binding = statement && boundName(statement);
  const variable = binding && scopes.all[0]?.variables.get(binding.name);
  if (!binding || !variable || scopes.all[0]?.variables.has(client)) return undefined;
  const nodes = allNodes(program);
  const built = nodes.filter((node) => node.type === 'NewExpression' && isClientOf(node.callee, variable, client, scopes.variableOf));
  if (!built.every(hasOptionsOfBoth)) return undefined;
  const made = built.flatMap((node) => (node.type === 'NewExpression' ? [node.callee] : []));
  // Types may name it too.
  const named = text.match(new RegExp(`(?<![\\w$.-])${binding.name.replaceAll('$', '\\$')}(?![\\w$])`, 'g')) ?? [];
  if (made.length === 0 || named.length !== made.length + 1) return undefined;
  const quote = text.slice(statement.start, statement.end).includes('"aws-sdk') ? '"' : "'";
  const module = `${quote}${specifier}${quote}`;
  const written = statement.type === 'ImportDeclaration' ? `import { ${client} } from ${module}` : `const { ${client} } = require(${module})`;
  const end = text[statement.end - 1] === ';' ? statement.end - 1 : statement.end;
  return [
    { start: statement.start, end, text: written },
    ...made.map((callee) => ({ start: callee.start, end: callee.end, text: client })),
    ...nodes.flatMap((node) => promiseOf(node)),
  ].sort((a, b) => a.start - b.start);
}

/**
 * Options that both versions know by one name and take alike. Others were renamed (`maxRetries`, `s3ForcePathStyle`, `httpOptions`) or mean
 * something else: v3 takes no `endpoint` without a scheme. Source: AWS SDK for JavaScript v3 developer guide, migrate-client-constructors.
 */
const OPTIONS_OF_BOTH: ReadonlySet<string> = new Set(['region', 'apiVersion', 'credentials']);

function hasOptionsOfBoth(node: Node): boolean {
  if (node.type !== 'NewExpression') return false;
  const [options, other] = node.arguments;
  if (options === undefined) return true;
  if (options.type !== 'ObjectExpression' || other !== undefined) return false;
  return options.properties.every((property) => property.type === 'Property' && !property.computed && property.key.type === 'Identifier' && OPTIONS_OF_BOTH.has(property.key.name));
}

/** Methods that the clients of v3 do not have, and those of v2's requests. */
const ONLY_IN_V2 = /\)\s*\.(?:send|on|abort|presign|httpRequest)\s*\(|\.(?:upload|getSignedUrl(?:Promise)?|createPresignedPost|waitFor|makeRequest|createReadStream|eachPage|eachItem)\s*\(/;

/** It calls what answers with a stream or plain bytes in v3, where v2 gave a Buffer or a text, or names members of that kind. */
function answersOtherwise(text: string, client: string): boolean {
  const methods = wordsOf(BYTE_ANSWERS[client]).map((operation) => operation.charAt(0).toLowerCase() + operation.slice(1));
  const members = wordsOf(BYTE_MEMBERS[client]);
  return mentions(text, methods) || mentions(text, members);
}

function wordsOf(list: string | undefined): readonly string[] {
  return list?.split(' ') ?? [];
}

function mentions(text: string, words: readonly string[]): boolean {
  return words.length > 0 && new RegExp(`(?<![\\w$])(?:${words.join('|')})(?![\\w$])`).test(text);
}

/** `const AWS = require('aws-sdk')`, `import AWS from 'aws-sdk'`, `import * as AWS from 'aws-sdk'`. */
function boundName(statement: Node): (Node & { readonly name: string }) | undefined {
  if (statement.type === 'ImportDeclaration') {
    const [only, other] = statement.specifiers;
    return only && !other && only.type !== 'ImportSpecifier' ? only.local : undefined;
  }
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return undefined;
  const [only, other] = statement.declarations;
  const isRequired = only?.init?.type === 'CallExpression' && only.init.callee.type === 'Identifier' && only.init.callee.name === 'require';
  return isRequired && !other && only.id.type === 'Identifier' ? only.id : undefined;
}

function isClientOf(callee: Node, variable: Variable, client: string, variableOf: (identifier: Node) => Variable | undefined): boolean {
  return callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' && callee.property.name === client && variableOf(callee.object) === variable;
}

/** What v3 gives is a promise already. */
function promiseOf(node: Node): readonly TextEdit[] {
  if (node.type !== 'CallExpression' || node.arguments.length > 0 || node.callee.type !== 'MemberExpression' || node.callee.computed) return [];
  const { object, property } = node.callee;
  return property.type === 'Identifier' && property.name === 'promise' && object.type === 'CallExpression' ? [{ start: object.end, end: node.end, text: '' }] : [];
}

function allNodes(root: Node): readonly Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    found.push(node);
    forEachChild(node, visit);
  };
  visit(root);
  return found;
}
