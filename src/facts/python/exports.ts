import type { PythonClass, PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { PythonBinding, PythonDefinition, PythonScopes } from '../../source/python-scopes.js';
import type { ExportFact, ExportTarget, MemberFact, MemberValueFact, Span } from '../model.js';
import type { Denoted } from './denoted.js';
import type { Expressions } from './expressions.js';
import { RESULT, type References } from './references.js';
import { calleeName, calleeText, decoratorCallee, isNone, stringValue } from './syntax.js';
import { ancestor, type Visitors } from './walk.js';

interface Questions {
  readonly scopes: PythonScopes;
  readonly references: References;
  readonly expressions: Expressions;
  readonly spanOf: (node: PythonNode) => Span;
}

interface Given {
  readonly functions: Set<number>;
  readonly imports: Map<string, { readonly specifier: string; readonly name: string }>;
  /** Calls and objects that were looked into: what wraps the same ones in layers would ask for them again and again. */
  readonly seen: Set<PythonNode>;
}

const MAX_DEPTH = 10;

/** All names of the module: in Python every one of them can be imported. */
export function collectExports({ scopes, references, expressions, spanOf }: Questions): { readonly visitors: Visitors; finish(): { exports: ExportFact[]; exportsUnknown: boolean } } {
  let isOpen = false;

  function toFact(binding: PythonBinding): ExportFact | undefined {
    const { name, definitions } = binding;
    const last = definitions.at(-1);
    if (!last) return undefined;
    const values = definitions.flatMap((one) => (one.kind === 'value' && one.steps.length === 0 && !isNone(one.value) ? [one.value] : []));
    const [only] = values;
    const value = only && values.length === 1 ? expressions.readValue(only) : undefined;
    const memberValues = value ? [] : memberValuesOf(references.denoteBinding(binding));
    return { name, target: targetOf(binding, last, only), ...(value ? { value } : {}), ...(memberValues.length > 0 ? { memberValues } : {}), ...nameSpan(last, name) };
  }

  /** Members of a class and its instances, and entries of a dict. */
  function memberValuesOf(denoted: Denoted): readonly MemberValueFact[] {
    const toFacts = (name: string, node: PythonExpression | undefined): readonly MemberValueFact[] => {
      const value = node && expressions.readValue(node);
      return value ? [{ name, value }] : [];
    };
    if (denoted.kind === 'dict') {
      return denoted.node.keys.flatMap((key, index) => {
        const name = stringValue(key);
        return name === undefined ? [] : toFacts(name, denoted.node.values[index]);
      });
    }
    if (denoted.kind !== 'class' && denoted.kind !== 'instance') return [];
    return [...references.membersOf(denoted.node)].flatMap(([name, node]) => toFacts(denoted.kind === 'class' ? `#new.${name}` : name, node));
  }

  function nameSpan({ at }: PythonDefinition, name: string): Span {
    const span = spanOf(at);
    if (at.nodeType !== 'FunctionDef' && at.nodeType !== 'AsyncFunctionDef' && at.nodeType !== 'ClassDef') return span;
    const keyword = at.nodeType === 'ClassDef' ? 'class ' : at.nodeType === 'FunctionDef' ? 'def ' : 'async def ';
    return { start: span.start + keyword.length, end: span.start + keyword.length + name.length };
  }

  function targetOf(binding: PythonBinding, last: PythonDefinition, value: PythonExpression | undefined): ExportTarget {
    if (last.kind === 'function') return decoratedTarget(last.node);
    const denoted = references.denoteBinding(binding);
    switch (denoted.kind) {
      case 'function': return functionTarget(denoted) ?? { kind: 'unknown' };
      case 'import':
        if (!denoted.path.includes(RESULT)) return { kind: 'import', specifier: denoted.specifier, name: denoted.path.join('.') || '*' };
        // `handler = OrdersApi().handle`.
        if (denoted.path.at(-1) !== RESULT) return { kind: 'import', specifier: denoted.specifier, name: denoted.path.map((step) => (step === RESULT ? '#new' : step)).join('.') };
        break;
      case 'class': return { kind: 'value', ...classMembers(denoted.node, true) };
      case 'instance': {
        const { members, ...rest } = classMembers(denoted.node, false);
        // An instance that can be called is as good as a function.
        const call = members.find(({ name }) => name === '__call__');
        return call ? { kind: 'call', callee: { kind: 'function', id: call.id }, functions: [call.id], imports: [], members } : { kind: 'value', members, ...rest };
      }
      case 'dict': return { kind: 'value', members: dictMembers(denoted.node) };
      case 'value': return binding.definitions.every(({ kind, from }) => kind === 'value' && from === scopes.module) ? { kind: 'value' } : { kind: 'unknown' };
      default:
    }
    return value?.nodeType === 'Call' ? callTarget(value) : { kind: 'unknown' };
  }

  function functionTarget(denoted: Denoted): ExportTarget | undefined {
    const reference = references.toReference(denoted);
    return reference.kind === 'function' ? { kind: 'function', id: reference.id } : undefined;
  }

  /** A decorator of another module of the project may run code of its own around the function; those of Powertools do not concern us. */
  function decoratedTarget(node: PythonNodeOf<'FunctionDef' | 'AsyncFunctionDef'>): ExportTarget {
    const own = references.toReference({ kind: 'function', node });
    if (own.kind !== 'function') return { kind: 'unknown' };
    for (const decorator of node.decorator_list) {
      const denoted = references.denote(decoratorCallee(decorator));
      const isWrapper = denoted.kind === 'import' && denoted.path.length > 0 && !denoted.path.includes('#call') && !/^(?:aws_|functools|contextlib|sentry_sdk|datadog)/.test(denoted.specifier);
      if (isWrapper) return { kind: 'call', callee: references.toReference(denoted), functions: [own.id], imports: [] };
    }
    return { kind: 'function', id: own.id };
  }

  function callTarget(node: PythonNodeOf<'Call'>): ExportTarget {
    const given: Given = { functions: new Set(), imports: new Map(), seen: new Set() };
    gatherCall(node, given, 0);
    return { kind: 'call', callee: references.toReference(references.denote(node.func)), functions: [...given.functions], imports: [...given.imports.values()] };
  }

  /** Arguments of the call and of the calls it is chained to. */
  function gatherCall(node: PythonNodeOf<'Call'>, given: Given, depth: number): void {
    if (depth > MAX_DEPTH || given.seen.has(node)) return;
    given.seen.add(node);
    for (const argument of [...node.args, ...node.keywords.map(({ value }) => value)]) gather(argument, given, depth + 1);
    if (node.func.nodeType === 'Call') gatherCall(node.func, given, depth + 1);
    if (node.func.nodeType !== 'Attribute') return;
    for (const value of references.valuesOf(node.func.value) ?? [node.func.value]) if (value.nodeType === 'Call') gatherCall(value, given, depth + 1);
  }

  function gather(node: PythonExpression, given: Given, depth: number): void {
    if (depth > MAX_DEPTH) return;
    const denoted = references.denote(node);
    const reference = references.toReference(denoted);
    if (reference.kind === 'function') given.functions.add(reference.id);
    else if (denoted.kind === 'instance') for (const { id } of classMembers(denoted.node, false).members) given.functions.add(id);
    else if (denoted.kind === 'dict') gatherDict(denoted.node, given, depth);
    else if (denoted.kind === 'import' && denoted.path.length > 0 && !denoted.path.includes('#call')) {
      const name = denoted.path.join('.');
      given.imports.set(`${denoted.specifier}\0${name}`, { specifier: denoted.specifier, name });
    } else for (const value of references.valuesOf(node) ?? [node]) if (value.nodeType === 'Call') gatherCall(value, given, depth + 1);
  }

  function gatherDict(node: PythonNodeOf<'Dict'>, given: Given, depth: number): void {
    if (given.seen.has(node)) return;
    given.seen.add(node);
    for (const value of node.values) gather(value, given, depth + 1);
  }

  /** The functions of a class and of the local classes it extends; the first one of a name is the one that runs. */
  function classMembers(node: PythonClass, isClass: boolean): { readonly members: readonly MemberFact[]; readonly base?: { specifier: string; name: string } } {
    const found = new Map<string, number>();
    let current = node;
    for (let depth = 0; ; depth++) {
      addMembers(current, isClass, found);
      const [base] = current.bases;
      const denoted = base && depth < MAX_DEPTH ? references.denote(base) : undefined;
      if (denoted?.kind === 'class') current = denoted.node;
      else {
        const members = [...found].map(([name, id]) => ({ name, id }));
        return denoted?.kind === 'import' ? { members, base: { specifier: denoted.specifier, name: denoted.path.join('.') || '*' } } : { members };
      }
    }
  }

  function addMembers(node: PythonClass, isClass: boolean, found: Map<string, number>): void {
    for (const member of node.body) {
      if (member.nodeType !== 'FunctionDef' && member.nodeType !== 'AsyncFunctionDef') continue;
      const reference = references.toReference({ kind: 'function', node: member });
      if (reference.kind !== 'function') continue;
      const names = !isClass ? [member.name] : member.name === '__init__' ? ['#new'] : [`#new.${member.name}`, member.name];
      for (const name of names) if (!found.has(name)) found.set(name, reference.id);
    }
  }

  function dictMembers(node: PythonNodeOf<'Dict'>): readonly MemberFact[] {
    return node.keys.flatMap((key, index) => {
      const value = node.values[index];
      const reference = value && references.toReference(references.denote(value));
      const name: unknown = key?.nodeType === 'Constant' ? key.value : undefined;
      return reference?.kind === 'function' && typeof name === 'string' ? [{ name, id: reference.id }] : [];
    });
  }

  const visitors: Visitors = {
    Call(node, place) {
      // `globals()[name] = …`, `setattr(sys.modules[__name__], …)`, `exec(…)`.
      const text = calleeText(node.func);
      const isWrite = text === 'globals' && ancestor(place)?.nodeType !== 'Compare';
      if (isWrite || text === 'exec' || text === 'vars' || (text === 'setattr' && node.args[0]?.nodeType === 'Subscript')) isOpen = true;
    },
    FunctionDef(node, { within }) {
      if (within === null && node.name === '__getattr__') isOpen = true;
    },
    Attribute(node) {
      if (node.ctx.nodeType === 'Load' && node.attr === 'modules' && calleeName(node.value) === 'sys') isOpen = true;
    },
  };
  return { visitors, finish: () => ({ exports: [...scopes.module.bindings.values()].flatMap((one) => toFact(one) ?? []), exportsUnknown: isOpen }) };
}
