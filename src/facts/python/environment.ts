import type { PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { EnvironmentReaderFact, EnvironmentReadFact, ModuleFacts, Span, Within } from '../model.js';
import type { EnvironmentGuards } from './environment-guards.js';
import { constantText, environmentVariable, isEnvironment, isOfOs, readsByCall } from './environment-object.js';
import { environmentReader } from './environment-readers.js';
import { fillsAll, mayFill } from './fills-environment.js';
import { isArgument, isNameForAws } from './name-for-aws.js';
import { loads } from './names.js';
import type { References } from './references.js';
import { argumentOf, calleeName, isNone } from './syntax.js';
import { isTested } from './tested.js';
import { isTried } from './tried.js';
import { ancestor, type Place, type Visitors } from './walk.js';

type Collected = Pick<ModuleFacts, 'environmentReads' | 'environmentEscapes' | 'environmentHandled' | 'environmentSet' | 'environmentReaders'>;

/** Reads and writes of environment variables, in all forms. */
export function collectEnvironment(references: References, guards: EnvironmentGuards, spanOf: (node: PythonNode) => Span): { readonly visitors: Visitors; finish(): Collected } {
  const reads: { readonly variable: string; readonly within: Within; readonly copes: boolean; readonly node: PythonNode }[] = [];
  /** Where AWS is given what a read gave, by the read. */
  const given = new Map<PythonNode, Within[]>();
  const handled = new Set<string>();
  const set = new Set<string>();
  const readers: EnvironmentReaderFact[] = [];
  let escapes = false;

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
    addTest(call, place, level);
    addGiven(call, call, place, level);
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
  function addTest(call: PythonNode, place: Place, level: number): void {
    const variable = isTested(call, place, level) ? environmentVariable(call, references) : undefined;
    if (variable !== undefined) handled.add(variable);
  }

  /** The same for a name that holds it: `url = os.getenv("QUEUE_URL")`, `if url:`. */
  function addUseOfCopy(node: PythonNodeOf<'Name' | 'Attribute'>, place: Place): void {
    if (isArgument(node, place, 0)) {
      const [only, other] = references.valuesOf(node) ?? [];
      if (only && !other) addGiven(node, only, place, 0);
    }
    if (!isTested(node, place, 0)) return;
    for (const value of references.valuesOf(node) ?? []) {
      const variable = value.nodeType === 'Call' ? environmentVariable(value, references) : undefined;
      if (variable !== undefined) handled.add(variable);
    }
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
      const usedIn = hasDefault(node) ? undefined : given.get(node);
      return { variable, within, hasFallback: (copes && !usedIn) || handled.has(variable), ...(usedIn ? { usedIn } : {}), ...spanOf(node) };
    });
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
