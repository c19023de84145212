import type { CallExpression, Class, Node, ObjectExpression } from 'oxc-parser';
import type { ExportTarget, ImportedMemberFact, MemberFact } from '../model.js';
import type { Scopes } from '../../source/scopes.js';
import type { Denoted } from './denoted.js';
import type { FunctionTable } from './functions.js';
import { isGlobalCall } from './bindings.js';
import { INSTANCE } from './references.js';
import type { References } from './references.js';
import { isCallable, keyName, memberName, unwrap } from './syntax.js';

interface Given {
  readonly functions: Set<number>;
  readonly imports: Map<string, { readonly specifier: string; readonly name: string }>;
  /** Calls and objects that were looked into: what wraps the same ones in layers would ask for them again and again. */
  readonly seen: Set<Node>;
}

/** Objects in objects whose members are told. */
const MAX_OBJECTS = 3;
/** With more members, no further object is looked into: one that stands under many names in many others would be told for each way to it. */
const MAX_MEMBERS = 2000;

/** With more, an object is a table. */
const MAX_KEYS = 200;

/** Says what an exported expression is. */
export function createExportTargets(scopes: Scopes, references: References, functions: FunctionTable, isCommonJs: boolean): (node: Node) => ExportTarget {
  function targetOf(node: Node): ExportTarget {
    const denoted = references.denote(node);
    const called = calledExpression(node);
    if (denoted.kind === 'import' && !denoted.path.includes('#call')) return { ...importTarget(denoted.specifier, denoted.path), ...boundBy(called) };
    // A local wrapper returns a function of its own, but calls the one it was given.
    if (denoted.kind === 'function') return (called && wrapsFunctions(called) ? callTarget(called) : undefined) ?? functionTarget(denoted.node, called) ?? { kind: 'unknown' };
    if (called) return callTarget(called);
    switch (denoted.kind) {
      case 'value': return { kind: 'value' };
      case 'object': {
        const members = objectMembers(denoted.node);
        return { kind: 'value', ...members, ...(members.members.length > 0 || members.imported ? keysOf(node, denoted.node) : {}) };
      }
      case 'class': return { kind: 'value', ...classMembers(denoted.node, true) };
      case 'instance': return { kind: 'value', ...classMembers(denoted.node, false) };
      default: return { kind: 'unknown' };
    }
  }

  function objectMembers(node: ObjectExpression): { readonly members: readonly MemberFact[]; readonly imported?: readonly ImportedMemberFact[] } {
    const members: MemberFact[] = [];
    const imported: ImportedMemberFact[] = [];
    const add = (object: ObjectExpression, above: string, depth: number): void => {
      for (const property of object.properties) {
        const key = property.type === 'Property' && property.kind === 'init' ? keyName(property.key, property.computed) : undefined;
        if (property.type !== 'Property' || key === undefined) continue;
        const denoted = references.denote(property.value);
        const reference = references.toReference(denoted);
        const name = above + key;
        if (reference.kind === 'function') members.push({ name, id: reference.id });
        // What a call made is no member of the module that it came from; an instance has the members of its class.
        else if (reference.kind === 'import' && !reference.path.some((step) => step.startsWith('#') && step !== INSTANCE)) imported.push({ name, specifier: reference.specifier, from: reference.path.join('.') || '*' });
        else if (denoted.kind === 'instance' && members.length + imported.length < MAX_MEMBERS) members.push(...classMembers(denoted.node, false).members.map((one) => ({ ...one, name: `${name}.${one.name}` })));
        else if (denoted.kind === 'object' && depth < MAX_OBJECTS && members.length + imported.length < MAX_MEMBERS) add(denoted.node, `${name}.`, depth + 1);
      }
    };
    add(node, '', 1);
    return { members, ...(imported.length > 0 ? { imported } : {}) };
  }

  /** Only of a variable that is exported and never used, by whatever name: any use may give it further members, as `exports.orders` may get them. */
  function keysOf(node: Node, object: ObjectExpression): { readonly keys?: readonly string[] } {
    const variable = node.type === 'Identifier' && !isCommonJs ? scopes.variableOf(node) : undefined;
    const keys: string[] = [];
    const isUsed = variable?.references.some(({ identifier, isWrite }) => !isWrite && identifier !== node) !== false;
    return !isUsed && addKeys(object, '', keys) && keys.length > 0 ? { keys } : {};
  }

  /** False where not all of them are written, or more than are told. */
  function addKeys({ properties }: ObjectExpression, above: string, keys: string[]): boolean {
    return properties.every((property) => {
      const key = property.type === 'Property' ? keyName(property.key, property.computed) : undefined;
      if (property.type !== 'Property' || key === undefined || key === '__proto__' || keys.length >= MAX_KEYS) return false;
      if (property.value.type === 'ObjectExpression' && property.value.properties.length > 0) return addKeys(property.value, `${above}${key}.`, keys);
      keys.push(above + key);
      return true;
    });
  }

  /** The functions of a class and of the local classes it extends; the first one of a name is the one that runs. */
  function classMembers(node: Class, isClass: boolean): { readonly members: readonly MemberFact[]; readonly base?: { specifier: string; name: string } } {
    const found = new Map<string, number>();
    let current: Class = node;
    for (let depth = 0; ; depth++) {
      addMembers(current, isClass, found);
      const base = current.superClass && depth < 10 ? references.denote(current.superClass) : undefined;
      if (base?.kind === 'class') current = base.node;
      else {
        const members = [...found].map(([name, id]) => ({ name, id }));
        if (base?.kind !== 'import') return { members };
        return { members, base: { specifier: base.specifier, name: base.path.join('.') || '*' } };
      }
    }
  }

  function addMembers(node: Class, isClass: boolean, found: Map<string, number>): void {
    const add = (name: string, id: number | undefined): void => {
      if (id !== undefined && !found.has(name)) found.set(name, id);
    };
    if (isClass) add('#new', functions.constructorOf(node));
    for (const member of node.body.body) {
      if (!('key' in member) || (member.type === 'MethodDefinition' && member.kind === 'constructor')) continue;
      const name = keyName(member.key, member.computed);
      const value = 'value' in member ? member.value : undefined;
      if (name === undefined || !isCallable(value) || (member.static && !isClass)) continue;
      add(isClass && !member.static ? `#new.${name}` : name, functions.idOf(value));
    }
  }

  function functionTarget(node: Node, called: CallExpression | undefined): ExportTarget | undefined {
    const id = isCallable(node) ? functions.idOf(node) : undefined;
    return id === undefined ? undefined : { kind: 'function', id, ...boundBy(called) };
  }

  /** The call whose result the expression is, through constants. */
  function calledExpression(node: Node): CallExpression | undefined {
    const inner = references.definitionOf(node);
    if (inner?.type === 'AwaitExpression') return calledExpression(inner.argument);
    return inner?.type === 'CallExpression' && !isGlobalCall(inner) ? inner : undefined;
  }

  function wrapsFunctions(node: CallExpression): boolean {
    const callee = references.denote(node.callee);
    return callee.kind === 'function' && memberName(unwrap(node.callee)) !== 'bind' && callTarget(node).functions.length > 0;
  }

  function callTarget(node: CallExpression): ExportTarget & { readonly kind: 'call' } {
    const given: Given = { functions: new Set(), imports: new Map(), seen: new Set() };
    gatherCall(node, given, 0);
    const callee = references.toReference(references.denote(node.callee));
    return { kind: 'call', callee, functions: [...given.functions], imports: [...given.imports.values()] };
  }

  /** Arguments of the call and of the calls it is chained to. */
  function gatherCall(node: CallExpression, given: Given, depth: number): void {
    if (depth > 20 || given.seen.has(node)) return;
    given.seen.add(node);
    for (const argument of node.arguments) gather(argument.type === 'SpreadElement' ? argument.argument : argument, given, depth + 1);
    const callee = unwrap(node.callee);
    if (callee.type === 'CallExpression') return gatherCall(callee, given, depth + 1);
    if (callee.type !== 'MemberExpression') return;
    const object = references.definitionOf(callee.object);
    if (object?.type === 'CallExpression') gatherCall(object, given, depth + 1);
  }

  function gather(node: Node, given: Given, depth: number): void {
    if (depth > 20) return;
    const denoted = references.denote(node);
    const inner = references.definitionOf(node);
    // `require('./place')` is a call, too.
    const isModule = denoted.kind === 'import' && denoted.path.length === 0;
    if (inner?.type === 'CallExpression' && denoted.kind !== 'function' && !isModule) return gatherCall(inner, given, depth);
    switch (denoted.kind) {
      case 'function': return gatherFunction(denoted.node, given);
      case 'object':
        if (given.seen.has(denoted.node)) return;
        given.seen.add(denoted.node);
        for (const property of denoted.node.properties) if (property.type === 'Property') gather(property.value, given, depth + 1);
        return;
      case 'instance':
        for (const member of denoted.node.body.body) if (member.type === 'MethodDefinition' && member.kind === 'method' && !member.static) gatherFunction(member.value, given);
        return;
      case 'import': return gatherImport(denoted, given);
      default:
        if (inner?.type === 'ArrayExpression') for (const element of inner.elements) if (element) gather(element, given, depth + 1);
    }
  }

  function gatherFunction(node: Node, given: Given): void {
    const id = isCallable(node) ? functions.idOf(node) : undefined;
    if (id !== undefined) given.functions.add(id);
  }

  return targetOf;
}

function gatherImport(denoted: Denoted & { readonly kind: 'import' }, given: Given): void {
  const name = denoted.path.join('.') || '*';
  given.imports.set(`${denoted.specifier}\0${name}`, { specifier: denoted.specifier, name });
}

/** `place.bind(null, dependencies)`: the caller gives what comes behind these. */
function boundBy(called: CallExpression | undefined): { readonly bound?: number } {
  return called && memberName(unwrap(called.callee)) === 'bind' && called.arguments.length > 1 ? { bound: called.arguments.length - 1 } : {};
}

function importTarget(specifier: string, path: readonly string[]): ExportTarget {
  return { kind: 'import', specifier, name: path.join('.') || '*' };
}
