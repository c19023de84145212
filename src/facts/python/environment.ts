import type { PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { PythonScopes } from '../../source/python-scopes.js';
import type { EnvironmentReaderFact, EnvironmentReadFact, ModuleFacts, Span, Within } from '../model.js';
import type { ConditionalCalls } from './conditional-calls.js';
import type { EnvironmentGuards } from './environment-guards.js';
import { constantText, environmentVariable, isEnvironment, isOfOs, readsByCall } from './environment-object.js';
import { environmentReader, testingReader } from './environment-readers.js';
import { fillsAll, mayFill } from './fills-environment.js';
import { insteadOfArgument } from './instead-of-argument.js';
import { isArgument, isNameForAws } from './name-for-aws.js';
import { loads } from './names.js';
import type { References } from './references.js';
import { isRequired } from './required.js';
import { argumentOf, calleeName, isNone } from './syntax.js';
import { isTested } from './tested.js';
import { isTried } from './tried.js';
import { ancestor, type Place, type Visitors } from './walk.js';

type Collected = Pick<ModuleFacts, 'environmentReads' | 'environmentEscapes' | 'environmentHandled' | 'environmentSet' | 'environmentReaders'>;

/** Reads and writes of environment variables, in all forms. */
export function collectEnvironment(scopes: PythonScopes, references: References, guards: EnvironmentGuards, conditional: ConditionalCalls, spanOf: (node: PythonNode) => Span): { readonly visitors: Visitors; finish(): Collected } {
  const reads: { readonly variable: string; readonly within: Within; readonly copes: boolean; readonly node: PythonNode }[] = [];
  /** Where AWS is given what a read gave, by the read. */
  const given = new Map<PythonNode, Within[]>();
  const handled = new Set<string>();
  const set = new Set<string>();
  const readers: EnvironmentReaderFact[] = [];
  let escapes = false;
  /** Where code raises if a read gave nothing, by the read. */
  const required = new Map<PythonNode, Within[]>();
  const requiredNames = new Set<string>();
  /** Reads without a default that their function always makes, or unless it is given an argument. */
  const certain = new Map<PythonNode, number | undefined>();
  /** Variables with a default somewhere. */
  const replaced = new Set<string>();

  function addRead(name: PythonExpression | undefined, node: PythonNode, place: Place, copes: boolean): void {
    const variable = name && constantText(name, references);
    if (variable === undefined) escapes = true;
    else reads.push({ variable, within: place.within, copes: copes || isTried(place, node) || guards.isGuarded(node, place), node });
  }

  /** boto3 refuses `None` for the name of a table or a bucket, whatever the variable was read with. */
  function addGiven(node: PythonNode, value: PythonNode, place: Place, level: number): void {
    if (!isNameForAws(node, place, level, references) || isTried(place, node) || guards.isGuarded(node, place)) return;
    const places = given.get(value) ?? [];
    given.set(value, places);
    if (!places.includes(place.within)) places.push(place.within);
  }

  function addReadByCall(call: PythonNodeOf<'Call'>, place: Place, level: number): void {
    addRead(argumentOf(call, 0, 'key'), call, place, true);
    const reader = environmentVariable(call, references) !== undefined || guards.isGuarded(call, place) ? undefined : testingReader(call, place, references);
    if (reader) readers.push(reader);
    addCertain(call, place, level);
    addTest(call, place, level);
    addGiven(call, call, place, level);
  }

  function addCertain(call: PythonNodeOf<'Call'>, place: Place, level: number): void {
    const above = ancestor(place, level);
    const either = above?.nodeType === 'BoolOp' && above.op.nodeType === 'Or' ? above : undefined;
    if (hasDefault(call) || (either && either.values.at(-1) !== call)) {
      const variable = environmentVariable(call, references);
      if (variable !== undefined) replaced.add(variable);
      return;
    }
    const argument = either?.values.length === 2 && either.values[0]?.nodeType === 'Name' ? insteadOfArgument(call, place, scopes) : undefined;
    // What the argument holds is no condition of its own.
    const [read, around] = either && argument !== undefined ? [either, { ...place, ancestors: place.ancestors.slice(0, place.ancestors.length - 1 - level) }] : [call, place];
    if (!conditional.isConditional(read, around) && !guards.isGuarded(read, around)) certain.set(call, argument);
  }

  /** The environment as a whole is at hand: what does the code around it do with it? */
  function useObject(node: PythonExpression, place: Place): void {
    const parent = ancestor(place);
    switch (parent?.nodeType) {
      case 'Subscript': if (parent.value === node) return useEntry(parent, place);
        break;
      case 'Attribute': return useMethod(parent, place);
      case 'Compare': {
        const name = parent.comparators[0] === node && (parent.ops[0]?.nodeType === 'In' || parent.ops[0]?.nodeType === 'NotIn') ? constantText(parent.left, references) : undefined;
        if (name === undefined) escapes = true;
        else handled.add(name);
        return;
      }
      case 'Call': case 'Keyword': {
        const call = parent.nodeType === 'Call' ? parent : ancestor(place, 1);
        if (call?.nodeType === 'Call' && mayFill(call, node, references)) handled.add('*');
        break;
      }
      // The definition of an alias; its uses are seen where they are.
      case 'Assign': case 'Alias': return;
      default:
    }
    escapes = true;
  }

  function useEntry(entry: PythonNodeOf<'Subscript'>, place: Place): void {
    const variable = constantText(entry.slice, references);
    if (entry.ctx.nodeType === 'Load') {
      const reader = variable === undefined && !guards.isGuarded(entry, place) ? environmentReader(entry, place, references) : undefined;
      if (reader) readers.push(reader);
      return addRead(entry.slice, entry, place, false);
    }
    handled.add(variable ?? '*');
    if (variable !== undefined) set.add(variable);
  }

  function useMethod(method: PythonNodeOf<'Attribute'>, place: Place): void {
    const call = ancestor(place, 1);
    if (call?.nodeType !== 'Call' || call.func !== method) escapes = true;
    else if (readsByCall(method, references)) {
      addReadByCall(call, place, 2);
      if (method.attr === 'setdefault') {
        const variable = environmentVariable(call, references) ?? '*';
        handled.add(variable);
        set.add(variable);
      }
    } else if (fillsAll(method.attr)) handled.add('*');
    else if (method.attr === '__getitem__') addRead(call.args[0], call, place, false);
    else escapes = true;
  }

  /** `if os.getenv("QUEUE_URL"):` knows that the variable may be missing; so may all that is behind it. */
  function addTest(call: PythonNodeOf<'Call'>, place: Place, level: number): void {
    if (addRequired(call, call, place, level)) return;
    const variable = isTested(call, place, level) ? environmentVariable(call, references) : undefined;
    if (variable !== undefined) handled.add(variable);
  }

  /** Whether code raises where a value is missing that this read gave. */
  function addRequired(node: PythonNode, read: PythonNode, place: Place, level: number): boolean {
    if (!isRequired(node, place, level, conditional) || guards.isGuarded(node, place)) return false;
    const variable = read.nodeType === 'Call' && (read === node || certain.has(read)) ? environmentVariable(read, references) : undefined;
    if (variable === undefined) return false;
    required.set(read, [...(required.get(read) ?? []), place.within]);
    requiredNames.add(variable);
    return true;
  }

  /** The same for a name that holds it: `url = os.getenv("QUEUE_URL")`, `if url:`. */
  function addUseOfCopy(node: PythonNodeOf<'Name' | 'Attribute'>, place: Place): void {
    if (isArgument(node, place, 0)) {
      const [only, other] = references.valuesOf(node) ?? [];
      if (only && !other) addGiven(node, only, place, 0);
    }
    const isTest = isTested(node, place, 0);
    const [first, another] = references.valuesOf(node) ?? [];
    if (first && !another && addRequired(node, readOf(first), place, 0)) return;
    if (!isTest) return;
    for (const one of references.valuesOf(node) ?? []) {
      const value = readOf(one);
      const variable = value.nodeType === 'Call' ? environmentVariable(value, references) : undefined;
      if (variable !== undefined) handled.add(variable);
    }
  }

  /** Of `table or os.getenv("TABLE")`, with a parameter, the read. */
  function readOf(value: PythonExpression): PythonExpression {
    const last = value.nodeType === 'BoolOp' ? value.values.at(-1) : undefined;
    return last && certain.get(last) !== undefined ? last : value;
  }

  function visit(node: PythonNodeOf<'Name' | 'Attribute'>, place: Place): void {
    if (node.ctx.nodeType !== 'Load') return;
    const denoted = references.denote(node);
    if (isEnvironment(denoted)) return useObject(node, place);
    if (!isOfOs(denoted, 'getenv')) return addUseOfCopy(node, place);
    const call = ancestor(place);
    if (call?.nodeType === 'Call' && call.func === node) addReadByCall(call, place, 1);
    else if (call?.nodeType !== 'Assign') escapes = true;
  }

  const visitors: Visitors = {
    Name: visit,
    Attribute: visit,
    Call(node) {
      // Code that is made or found at run time may read anything.
      if (loads(node)) escapes = true;
      if (calleeName(node.func) === 'putenv' && isOfOs(references.denote(node.func), 'putenv')) handled.add('*');
    },
  };

  function finish(): Collected {
    const environmentReads = reads.map(({ variable, within, copes, node }): EnvironmentReadFact => {
      const places = handled.has(variable) || replaced.has(variable) || !certain.has(node) ? undefined : required.get(node);
      const insteadOf = certain.get(node);
      if (places) return { variable, within, hasFallback: false, isRequired: true, ...(insteadOf === undefined ? {} : { insteadOf }), usedIn: places, ...spanOf(node) };
      const usedIn = hasDefault(node) ? undefined : given.get(node);
      return { variable, within, hasFallback: (copes && !usedIn) || handled.has(variable) || requiredNames.has(variable), ...(usedIn ? { usedIn } : {}), ...spanOf(node) };
    });
    const asked = new Set(environmentReads.flatMap(({ variable, isRequired: isAsked }) => (isAsked ? [variable] : [])));
    for (const name of requiredNames) if (!asked.has(name)) handled.add(name);
    return { environmentReads, environmentEscapes: escapes, environmentHandled: [...handled], ...(set.size > 0 ? { environmentSet: [...set] } : {}), ...(readers.length > 0 ? { environmentReaders: readers } : {}) };
  }
  return { visitors, finish };
}

/** `os.getenv("TABLE", "orders")`; without a second value it gives `None`. */
function hasDefault(node: PythonNode): boolean {
  if (node.nodeType !== 'Call') return false;
  const value = argumentOf(node, 1, 'default');
  return value !== undefined && !isNone(value);
}
