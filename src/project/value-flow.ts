import type { CallExpression, ExportFact, Expression, ModuleFacts, Reference, Within } from '../facts/model.js';
import { writtenFunction } from './by-function.js';
import { callersOf } from './callers.js';
import type { CallAt } from './callers.js';
import { findExport, importedMember, isSurelyMissing, ownExport, resolveReference } from './find-export.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import { beyond, chainOf, distinctOrigins } from './origin.js';
import type { Origin, Sited } from './origin.js';
import { parameterValues } from './parameter-values.js';
import type { ParameterValue } from './parameter-values.js';
import { importTarget } from './python-modules.js';

export type { Origin, Sited } from './origin.js';

/** Steps over calls, imports and parameters; values further away stay unknown. */
const MAX_STEPS = 10;

/** Follows values over the modules of a project: through exports, results of functions, and parameters to every caller that is seen. */
export interface ValueFlow {
  /** What a reference in a module is of a package; several where callers differ. */
  origins(path: string, reference: Reference, receiver?: CallExpression): readonly Origin[];
  /** Whether callers give what the reference is: others may give something else. */
  isGiven(path: string, reference: Reference): boolean;
  /** What an expression comes to: parameters and imports are replaced by what they hold, where that is known. */
  values(path: string, expression: Expression): readonly Sited<Expression>[];
}

interface Rest {
  /** Members still to be read. */
  readonly steps: readonly string[];
  readonly left: number;
  /** Exports and parameters that this question came by: barrels and recursive functions lead to the same ones again and again. */
  readonly seen: Set<string>;
  /** Calls of what was given or imported: `get_paginator` of `client.get_paginator('scan').paginate`. */
  readonly further?: readonly Sited<CallExpression>[];
}

const UNKNOWN: Expression = { kind: 'unknown', start: 0, end: 0 };

const flows = new WeakMap<ModuleGraph, ValueFlow>();

/** Code that makes only some of the calls of a project. */
interface RunningCode {
  readonly runs: (path: string, within: Within) => boolean;
}

const ownFlows = new WeakMap<RunningCode, ValueFlow>();

/** The same for what one handler runs: what others give a parameter is none of its own. */
export function valueFlowOf(graph: ModuleGraph, code: RunningCode | undefined): ValueFlow {
  if (!code) return valueFlow(graph);
  const known = ownFlows.get(code) ?? createValueFlow(graph, ({ path, call }) => code.runs(path, call?.within ?? null));
  ownFlows.set(code, known);
  return known;
}

export function valueFlow(graph: ModuleGraph): ValueFlow {
  const known = flows.get(graph) ?? createValueFlow(graph);
  flows.set(graph, known);
  return known;
}

function createValueFlow(graph: ModuleGraph, isOwn?: (caller: CallAt) => boolean): ValueFlow {
  /** What callers give or leave to defaults, by parameter and members read. */
  const given = new Map<string, readonly ParameterValue[]>();
  const answers = new Map<string, readonly Origin[]>();
  /** The questions about references that led to parameters. */
  const byCallers = new Set<string>();
  /** How often a parameter was asked for. */
  let asked = 0;

  function argumentsFor(at: FunctionAt, index: number, read: readonly string[]): readonly ParameterValue[] {
    const key = [at.path, at.id, index, ...read].join('\0');
    const known = given.get(key) ?? parameterValues(graph, at, index, read, callers(at));
    given.set(key, known);
    return known;
  }

  function callers(at: FunctionAt): readonly CallAt[] {
    const all = callersOf(graph, at);
    return isOwn ? all.filter(isOwn) : all;
  }

  function origins(path: string, reference: Reference, receiver?: CallExpression): readonly Origin[] {
    const key = keyOf(path, reference);
    const sited = receiver && { path, value: receiver };
    const known = key === undefined ? undefined : answers.get(key);
    if (known) return known.map((origin) => beyond(origin, chainOf(sited)));
    const before = asked;
    const found = distinctOrigins(ofReference(path, reference, { steps: [], left: MAX_STEPS, seen: new Set() }, key === undefined ? sited : undefined));
    if (key === undefined) return found;
    if (asked > before) byCallers.add(key);
    answers.set(key, found);
    return found.map((origin) => beyond(origin, chainOf(sited)));
  }

  function isGiven(path: string, reference: Reference): boolean {
    const key = keyOf(path, reference);
    return key !== undefined && origins(path, reference).length > 0 && byCallers.has(key);
  }

  /** Names what does not depend on the receiver: things of the project. */
  function keyOf(path: string, reference: Reference): string | undefined {
    if (reference.kind === 'parameter') return [path, reference.function, reference.index, ...reference.path].join('\0');
    const target = reference.kind === 'import' ? graph.resolve(path, reference.specifier) : undefined;
    return reference.kind === 'import' && target !== undefined ? [target, '', ...reference.path].join('\0') : undefined;
  }

  /** False for what the question came by before. */
  function isNew({ seen }: Rest, ...parts: readonly (string | number)[]): boolean {
    const key = parts.join('\0');
    return !seen.has(key) && seen.add(key).has(key);
  }

  function ofReference(path: string, reference: Reference, rest: Rest, receiver?: Sited<CallExpression>): readonly Origin[] {
    const { steps, left } = rest;
    if (left <= 0) return [];
    switch (reference.kind) {
      case 'import': {
        const all = [...reference.path, ...steps];
        const target = importTarget(graph, path, reference.specifier, all);
        if (target.path !== undefined) return ofExport(target.path, { ...after(rest, receiver), steps: target.steps, left: left - 1 });
        return reference.specifier.startsWith('.') ? [] : [beyond({ specifier: reference.specifier, path: all, receiver }, rest.further)];
      }
      case 'parameter':
        asked++;
        if (!isNew(rest, path, reference.function, reference.index, ...reference.path, ...steps)) return [];
        return argumentsFor({ path, id: reference.function }, reference.index, [...reference.path, ...steps]).flatMap((one) => ofGiven(one, { ...after(rest, receiver), steps: one.steps, left: left - 1 }));
      case 'function':
        if (steps[0] === '#new') return ofClass(path, reference.id, { ...rest, left: left - 1 });
        return steps[0] === '#call' ? ofResult({ path, id: reference.id }, { ...rest, steps: steps.slice(1), left: left - 1 }) : [];
      case 'global': {
        const own = ownExport(reference.path);
        return own.length > 0 ? ofExport(path, { ...after(rest, receiver), steps: [...own, ...steps], left: left - 1 }) : [];
      }
      case 'unknown': return [];
    }
  }

  /** What the exports of a module give for members read from it. */
  function ofExport(path: string, query: Rest): readonly Origin[] {
    const { steps, left } = query;
    const module = graph.modules.get(path);
    const [first, ...rest] = steps;
    if (!module || first === undefined || left <= 0 || !isNew(query, path, '', ...steps)) return [];
    const made = module.exports.findLast(({ name }) => name === first);
    const found = made ? ofExported(module, made, { ...query, steps: rest }) : [];
    if (found.length > 0) return found;
    const whole = module.exports.findLast(({ name }) => name === 'module.exports');
    const viaWhole = whole ? ofExported(module, whole, { ...query, steps: first === 'default' ? rest : steps }) : [];
    if (viaWhole.length > 0) return viaWhole;
    if (first === 'default' && rest.length > 0 && !made) return ofExport(path, { ...query, steps: rest, left: left - 1 });
    const call = steps.indexOf('#call');
    const called = call > 0 ? findExport(graph, { path, exportName: steps.slice(0, call).join('.') }).functions : [];
    if (called.length > 0) return called.flatMap((at) => ofResult(at, { ...query, steps: steps.slice(call + 1), left: left - 1 }));
    const hasIt = (specifier: string): boolean => module.language === 'python' || !isSurelyMissing(graph.modules.get(graph.resolve(path, specifier) ?? ''), first);
    return module.exportsAll.filter(hasIt).flatMap((specifier) => ofReference(path, { kind: 'import', specifier, path: steps }, { ...query, steps: [], left: left - 1 }));
  }

  function ofExported(module: ModuleFacts, { target, value, memberValues }: ExportFact, given: Rest): readonly Origin[] {
    const { path } = module;
    // In Python a class is called like a function.
    const rest = module.language === 'python' && target.kind === 'value' && given.steps[0] === '#call' ? { ...given, steps: ['#new', ...given.steps.slice(1)] } : given;
    if (value) return ofValue({ path, value }, rest);
    const member = memberValues?.find(({ name }) => startsWith(rest.steps, name.split('.')));
    if (member) return ofValue({ path, value: member.value }, { ...rest, steps: rest.steps.slice(member.name.split('.').length) });
    const imported = importedMember(target, rest.steps);
    if (imported) return ofReference(path, { kind: 'import', specifier: imported.specifier, path: imported.from === '*' ? [] : imported.from.split('.') }, { ...rest, steps: rest.steps.slice(imported.name.split('.').length), left: rest.left - 1 });
    if (target.kind === 'import') {
      return ofReference(path, { kind: 'import', specifier: target.specifier, path: target.name === '*' ? [] : target.name.split('.') }, { ...rest, left: rest.left - 1 });
    }
    const call = rest.steps.indexOf('#call');
    if (call < 0) return [];
    const name = rest.steps.slice(0, call).join('.');
    const id = target.kind === 'function' && call === 0 ? target.id : target.kind === 'value' ? target.members?.find((one) => one.name === name)?.id : undefined;
    return id === undefined ? [] : ofResult({ path, id }, { ...rest, steps: rest.steps.slice(call + 1), left: rest.left - 1 });
  }

  /** What is read from an instance of an exported class, of which the constructor is known: `get()` of a singleton gives one. */
  function ofClass(path: string, constructor: number, rest: Rest): readonly Origin[] {
    const module = graph.modules.get(path);
    const made = module?.exports.find(({ target }) => target.kind === 'value' && target.members?.some(({ name, id }) => name === '#new' && id === constructor));
    return module && made && isNew(rest, path, made.name, ...rest.steps) ? ofExported(module, made, rest) : [];
  }

  /** What is read from the result of a function. */
  function ofResult({ path, id }: FunctionAt, rest: Rest): readonly Origin[] {
    const results = (graph.modules.get(path)?.returns ?? []).filter(({ within }) => within === id);
    return results.flatMap(({ value }) => (value ? ofValue({ path, value }, rest) : []));
  }

  function ofGiven(one: ParameterValue, rest: Rest): readonly Origin[] {
    const factory = rest.steps[0] === '#call' ? writtenFunction(graph.modules.get(one.path), one.value) : undefined;
    return factory ? ofResult({ path: one.path, id: factory.id }, { ...rest, steps: rest.steps.slice(1) }) : ofValue(one, rest);
  }

  function ofValue({ path, value }: Sited<Expression>, rest: Rest): readonly Origin[] {
    const { steps, left } = rest;
    if (left <= 0) return [];
    switch (value.kind) {
      case 'call':
        return ofReference(path, value.callee, { ...rest, steps: [value.isNew ? '#new' : '#call', ...steps], left: left - 1 }, { path, value });
      case 'import': return ofReference(path, value, { ...rest, left: left - 1 });
      case 'parameter': return ofReference(path, value, { ...rest, left: left - 1 });
      case 'object': {
        const member = value.properties.findLast(({ name }) => name === steps[0]);
        return member ? ofValue({ path, value: member.value }, { ...rest, steps: steps.slice(1), left: left - 1 }) : [];
      }
      default: return [];
    }
  }

  function values(path: string, expression: Expression): readonly Sited<Expression>[] {
    if (expression.kind !== 'parameter' && expression.kind !== 'import') return [{ path, value: expression }];
    const found = held({ path, value: expression }, { steps: [], left: MAX_STEPS, seen: new Set() });
    return found.some(({ value }) => value.kind !== 'unknown') ? found : [{ path, value: expression }];
  }

  /** What an expression holds, or members of it: for every caller something, if only what is unknown. */
  function held({ path, value }: Sited<Expression>, rest: Rest): readonly Sited<Expression>[] {
    const { steps, left } = rest;
    if (left <= 0) return [{ path, value: UNKNOWN }];
    if (value.kind === 'parameter') {
      const { function: id, index } = value;
      if (!isNew(rest, path, id, index, ...value.path, ...steps)) return [];
      return argumentsFor({ path, id }, index, [...value.path, ...steps]).flatMap((one) => held(one, { ...rest, steps: one.steps, left: left - 1 }));
    }
    if (value.kind === 'import') {
      const found = heldByImport(path, value.specifier, { ...rest, steps: [...value.path, ...steps], left: left - 1 });
      return found.length > 0 ? found : [{ path, value: UNKNOWN }];
    }
    const results = value.kind === 'call' && !value.isNew ? resultsOf(path, value.callee) : [];
    if (results.length > 0) return isNew(rest, path, 'result', value.start, ...steps) ? results.flatMap((one) => held(one, { ...rest, left: left - 1 })) : [];
    if (steps.length === 0) return [{ path, value }];
    const member = value.kind === 'object' ? value.properties.findLast(({ name }) => name === steps[0]) : undefined;
    return held({ path, value: member?.value ?? UNKNOWN }, { ...rest, steps: member ? steps.slice(1) : [], left: left - 1 });
  }

  /** What a function of the project gives, where it always gives something. */
  function resultsOf(path: string, callee: Reference): readonly Sited<Expression>[] {
    const [at, other] = resolveReference(graph, path, callee);
    const module = at && !other ? graph.modules.get(at.path) : undefined;
    if (!at || !module || module.functions[at.id]?.reachesEnd !== false) return [];
    return module.returns.filter(({ within }) => within === at.id).map(({ value }) => ({ path: at.path, value: value ?? UNKNOWN }));
  }

  function heldByImport(from: string, specifier: string, query: Rest): readonly Sited<Expression>[] {
    const { left } = query;
    const { path, steps: [first, ...rest] } = importTarget(graph, from, specifier, query.steps);
    const module = path === undefined ? undefined : graph.modules.get(path);
    if (path === undefined || !module || first === undefined || left <= 0 || !isNew(query, path, '', first, ...rest)) return [];
    const exported = module.exports.findLast(({ name }) => name === first);
    if (exported?.value) return held({ path, value: exported.value }, { ...query, steps: rest });
    const member = exported?.memberValues?.find(({ name }) => name === rest.join('.'));
    if (member) return held({ path, value: member.value }, { ...query, steps: [] });
    if (exported?.target.kind === 'import') {
      const { specifier: further, name } = exported.target;
      return heldByImport(path, further, { ...query, steps: [...(name === '*' ? [] : name.split('.')), ...rest], left: left - 1 });
    }
    const whole = first === 'default' && !exported ? heldByImport(from, specifier, { ...query, steps: rest, left: left - 1 }) : [];
    return whole.length > 0 ? whole : module.exportsAll.flatMap((one) => heldByImport(path, one, { ...query, steps: [first, ...rest], left: left - 1 }));
  }

  return { origins, isGiven, values };
}

function startsWith(steps: readonly string[], start: readonly string[]): boolean {
  return start.every((step, index) => steps[index] === step);
}

function after(rest: Rest, receiver: Sited<CallExpression> | undefined): Rest {
  return receiver ? { ...rest, further: [...(rest.further ?? []), ...chainOf(receiver)] } : rest;
}
