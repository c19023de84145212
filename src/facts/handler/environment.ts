import type { Node } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import type { EnvironmentReaderFact, EnvironmentReadFact, Span, Within } from '../model.js';
import { findEnvironmentVariables, isEnvironmentObject } from './environment-object.js';
import { environmentReader } from './environment-readers.js';
import type { ConditionalCalls } from './conditional-calls.js';
import { findHeldTexts } from './held-texts.js';
import { requiredSource } from './imports.js';
import { loads } from './names.js';
import { nameKeptAs } from './optional-names.js';
import { isInitial, useOf, type Use } from './presence.js';
import { isPlainCopy, isRequired } from './required.js';
import { isSetting } from './settings.js';
import { calleeName, isCallable, isTransparent, keyName, memberName, stringValue } from './syntax.js';
import { ancestor, type Place, type Visitors } from './walk.js';

interface Collected {
  readonly environmentReads: EnvironmentReadFact[];
  readonly environmentEscapes: boolean;
  readonly environmentHandled: readonly string[];
  readonly environmentSet?: readonly string[];
  readonly environmentReaders?: readonly EnvironmentReaderFact[];
}

/** Functions that fill the object given first. */
const FILLING_CALL = /^(assign|populate|merge|extend|defaults)$/;

interface Read extends Span {
  readonly variable: string;
  readonly within: Within;
  readonly hasOwnFallback: boolean;
  readonly keptAs: string | undefined;
  readonly isSetting: boolean;
  /** A variable of the module, and nothing else, gets it. */
  readonly isCopied: boolean;
  readonly isRequired: boolean;
  /** A text is made of it that one variable of the module holds: the functions that use that. */
  readonly heldFor: ReadonlySet<Within> | undefined;
}

/** Reads of `process.env`, under whatever name the file gives it. */
export function collectEnvironment(text: string, scopes: Scopes, conditional: ConditionalCalls): { readonly visitors: Visitors; finish(): Collected } {
  const reads: Read[] = [];
  const handled = new Set<string>();
  const set = new Set<string>();
  const copies = { coped: new Set<string>(), plain: new Set<string>(), usedIn: new Map<string, Set<Within>>() };
  /** Tests of a copy that throw where it is missing, by where the copy is declared; and the variables that are not to be missing. */
  const required = { in: new Map<Node, Set<Within>>(), names: new Set<string>(), replaced: new Set<string>() };
  const readers: EnvironmentReaderFact[] = [];
  let escapes = false;
  const aliases = findEnvironmentVariables(text, scopes);
  const held = findHeldTexts(text, scopes);

  function addRead(variable: string, at: Span, within: Within, use: Use, isCopied: boolean, keptAs?: string, isSettingOf = false, heldFor?: ReadonlySet<Within>): void {
    if (use === 'test' || use === 'write') handled.add(variable);
    if (use === 'write') set.add(variable);
    else reads.push({ variable, within, isRequired: false, hasOwnFallback: use !== 'plain', keptAs, isSetting: isSettingOf, isCopied: isCopied && within === null && keptAs === undefined, heldFor: within === null && keptAs === undefined ? heldFor : undefined, start: at.start, end: at.end });
  }

  function addRequired(variable: string, { start, end }: Span, within: Within): void {
    required.names.add(variable);
    reads.push({ variable, within, isRequired: true, hasOwnFallback: false, keptAs: undefined, isSetting: false, isCopied: false, heldFor: undefined, start, end });
  }

  const asking = new Map<Node, boolean>();

  /** Asked for each read behind the test, and worked out once. */
  function asksEnvironment(test: Node): boolean {
    const answer = asking.get(test) ?? /\bprocess\.env\b/.test(text.slice(test.start, test.end));
    asking.set(test, answer);
    return answer;
  }

  /**
   * Only where the environment says something else (`env.QUEUE_URL || env.OLD_QUEUE_URL`, `if (env.MODE === 'queue') send(env.QUEUE_URL)`), or the caller:
   * `if (name === 'orders') return env.ORDERS` says nothing of who asks for another name.
   */
  function isGuarded(node: Node, place: Place, level: number): boolean {
    let child = node;
    for (let up = level; ; up++) {
      const parent = ancestor(place, up);
      if (!parent || isCallable(parent)) return false;
      const test = parent.type === 'LogicalExpression' ? parent.left : parent.type === 'ConditionalExpression' || parent.type === 'IfStatement' ? parent.test : undefined;
      if (test && test !== child && (asksEnvironment(test) || comparesArgument(test, scopes))) return true;
      if (parent.type === 'SwitchStatement' && parent.discriminant !== child && isWholeArgument(parent.discriminant, scopes)) return true;
      child = parent;
    }
  }

  /** What follows from a copy of the variable: one test tells that it may be missing, a default covers its own use alone. */
  function addCopyUse(variable: string, node: Node, copy: Variable, place: Place): void {
    const { within } = place;
    const use = useOf(node, place, 0, scopes, aliases.isText(copy));
    copies.usedIn.set(variable, (copies.usedIn.get(variable) ?? new Set()).add(within));
    if ((use === 'test' || use === 'fallback') && isPlainCopy(copy) && isRequired(node, place, 0, scopes, conditional)) {
      required.names.add(variable);
      const declared = copy.defs[0]?.node;
      if (declared) required.in.set(declared, (required.in.get(declared) ?? new Set()).add(within));
      return;
    }
    addReplaced(variable, use, place, 0);
    if (use === 'test') handled.add(variable);
    else if (use === 'fallback') copies.coped.add(variable);
    else copies.plain.add(variable);
  }

  /** Where something else takes its place, a test of it that throws may be about that. */
  function addReplaced(variable: string, use: Use, place: Place, level: number): void {
    let up = level;
    let parent = ancestor(place, up);
    while (parent && isTransparent(parent)) parent = ancestor(place, ++up);
    if (use === 'fallback' && parent?.type === 'LogicalExpression') required.replaced.add(variable);
  }

  /** `limit = process.env.LIMIT`, and then `if (limit === undefined) limit = 10`. */
  function addAssignedUse(assigned: ReturnType<typeof aliases.assignedTo>, node: Node, place: Place): void {
    const before = assigned.filter(({ end }) => end < node.start);
    const use = before.length > 0 ? useOf(node, place, 0, scopes) : 'plain';
    if (use === 'test' || use === 'fallback') for (const { name } of before) handled.add(name);
  }

  function addPattern(pattern: Node, within: Within, isCopied = false): void {
    if (pattern.type !== 'ObjectPattern') return;
    for (const property of pattern.properties) {
      if (property.type !== 'Property') {
        escapes = true;
        continue;
      }
      const name = keyName(property.key, property.computed);
      if (name === undefined) escapes = true;
      else if (property.value.type === 'AssignmentPattern') {
        required.replaced.add(name);
        addRead(name, property, within, 'fallback', isCopied);
      } else addRead(name, property, within, 'plain', isCopied);
    }
  }

  /** The environment as a whole is at hand: what does the code around it do with it? */
  function useObject(node: Node, place: Place): void {
    let child = node;
    let level = 0;
    let parent = ancestor(place);
    while (parent && isTransparent(parent)) {
      child = parent;
      parent = ancestor(place, ++level);
    }
    switch (parent?.type) {
      case 'MemberExpression': {
        const name = parent.object === child ? memberName(parent) : undefined;
        const use = useOf(parent, place, level + 1, scopes);
        if (name !== undefined && (use === 'test' || use === 'fallback') && isRequired(parent, place, level + 1, scopes, conditional)) return addRequired(name, parent, place.within);
        if (name !== undefined) addReplaced(name, use, place, level + 1);
        if (name !== undefined) return addRead(name, parent, place.within, use === 'plain' && isGuarded(parent, place, level + 1) ? 'fallback' : use, isInitial(parent, place, level + 1), nameKeptAs(place, level + 1), isSetting(text, place, level + 1), held.usersOf(place, level + 1));
        escapes = true;
        if (use === 'write') handled.add('*');
        const reader = use === 'write' || level > 0 ? undefined : environmentReader(parent, place, scopes);
        if (reader) readers.push(reader);
        return;
      }
      case 'VariableDeclarator':
        if (parent.id.type === 'ObjectPattern') addPattern(parent.id, place.within, ancestor(place, level + 2)?.type !== 'ExportNamedDeclaration');
        else if (parent.id.type !== 'Identifier' || !aliases.isAlias(scopes.variableOf(parent.id))) escapes = true;
        return;
      case 'AssignmentExpression':
        if (parent.right === child && parent.left.type === 'ObjectPattern') return addPattern(parent.left, place.within);
        if (parent.left === child) handled.add('*');
        break;
      case 'CallExpression':
        if (parent.arguments[0] === child && FILLING_CALL.test(calleeName(parent.callee) ?? '')) handled.add('*');
        break;
      case 'BinaryExpression': {
        const name = parent.operator === 'in' && parent.right === child ? stringValue(parent.left) : undefined;
        if (name !== undefined) handled.add(name);
        else escapes = true;
        return;
      }
      case 'Property': case 'ImportSpecifier':
        // The key or the local name in a declaration of an alias, not a use of it.
        if (parent.type === 'ImportSpecifier' || isPatternOf(ancestor(place, level + 1))) return;
        break;
      default:
    }
    escapes = true;
  }

  const visitors: Visitors = {
    CallExpression(node, place) {
      const source = ancestor(place)?.type === 'ExpressionStatement' ? requiredSource(node, scopes) : undefined;
      // Loaded for what it does, from where nobody can see: the set-up of a layer reads its `.env`.
      if (source && (stringValue(source) ?? '/').startsWith('/')) handled.add('*');
      // Code that is made or found at run time may read anything.
      if (loads(node.callee, node.arguments)) escapes = true;
    },
    NewExpression(node) {
      if (loads(node.callee, node.arguments)) escapes = true;
    },
    ImportExpression(node) {
      if (stringValue(node.source) === undefined) escapes = true;
    },
    MemberExpression(node, place) {
      if (isEnvironmentObject(node, scopes)) useObject(node, place);
    },
    ...(aliases.isEmpty && held.names.size === 0 ? {} : {
      Identifier(node, place) {
        if (!aliases.names.has(node.name) && !held.names.has(node.name)) return;
        const variable = scopes.variableOf(node);
        if (!variable || variable.defs[0]?.name === node) return;
        held.addUse(variable, place.within);
        if (aliases.isAlias(variable)) useObject(node, place);
        addAssignedUse(aliases.assignedTo(variable), node, place);
        const copied = aliases.copiedVariable(variable);
        if (copied !== undefined) addCopyUse(copied, node, variable, place);
      },
    } satisfies Visitors),
  };

  function finish(): Collected {
    const tests = [...required.in];
    /** Where the tests that throw stand, of what nothing else copes with. */
    const requiredIn = ({ variable, isRequired: isDirect, hasOwnFallback, within, start, end }: Read): readonly Within[] => {
      if (!required.names.has(variable) || handled.has(variable) || required.replaced.has(variable) || hasOwnFallback) return [];
      return isDirect ? [within] : tests.flatMap(([copy, places]) => (copy.start <= start && end <= copy.end ? [...places] : []));
    };
    const environmentReads = reads.map((read): EnvironmentReadFact => {
      const { hasOwnFallback, keptAs, isSetting: isOne, isCopied, heldFor, variable, within, start, end } = read;
      const places = requiredIn(read);
      if (places.length > 0) return { variable, within, hasFallback: false, isRequired: true, usedIn: places, start, end };
      return { variable, within, hasFallback: hasOwnFallback || handled.has(variable) || required.names.has(variable) || (copies.coped.has(variable) && !copies.plain.has(variable)), ...(keptAs === undefined ? {} : { keptAs }), ...(isOne ? { isSetting: true as const } : {}), ...(isCopied ? { usedIn: [...(copies.usedIn.get(variable) ?? [])] } : heldFor ? { usedIn: [...heldFor] } : {}), start, end };
    });
    const asked = new Set(environmentReads.flatMap(({ variable, isRequired: isAsked }) => (isAsked ? [variable] : [])));
    for (const name of required.names) if (!asked.has(name)) handled.add(name);
    return { environmentReads, environmentEscapes: escapes, environmentHandled: [...handled], ...(set.size > 0 ? { environmentSet: [...set] } : {}), ...(readers.length > 0 ? { environmentReaders: readers } : {}) };
  }
  return { visitors, finish };
}

function comparesArgument(test: Node, scopes: Scopes): boolean {
  if (test.type === 'LogicalExpression') return comparesArgument(test.left, scopes) || comparesArgument(test.right, scopes);
  if (test.type !== 'BinaryExpression' || !/^[=!]==?$/.test(test.operator)) return false;
  const { left, right } = test;
  return (isWholeArgument(left, scopes) && isConstant(right)) || (isWholeArgument(right, scopes) && isConstant(left));
}

function isWholeArgument(node: Node, scopes: Scopes): boolean {
  const [def] = (node.type === 'Identifier' && scopes.variableOf(node)?.defs) || [];
  // A part of it is told by who calls Lambda: `({ httpMethod }) => …`.
  return def?.type === 'Parameter' && isCallable(def.node) && def.node.params.some((one) => one === def.name || (one.type === 'AssignmentPattern' && one.left === def.name));
}

/** A text or a number, or what is named as one is: `TABLES.ORDERS`. */
function isConstant(node: Node): boolean {
  return node.type === 'Literal' ? node.value !== null : /^[A-Z][A-Z0-9_]*$/.test(calleeName(node) ?? '');
}

function isPatternOf(node: Node | undefined): boolean {
  return node?.type === 'ObjectPattern';
}

