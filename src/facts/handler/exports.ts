import type { AssignmentExpression, CallExpression, Node } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import type { ExportFact, Span } from '../model.js';
import { readModuleExports, type Export } from './commonjs-exports.js';
import { createExportTargets } from './export-target.js';
import { createExportValues } from './export-values.js';
import type { Expressions } from './expressions.js';
import type { FunctionTable } from './functions.js';
import type { References } from './references.js';
import { keyName, memberName, stringValue, unwrap } from './syntax.js';
import { ancestor, type Place, type Visitors } from './walk.js';

interface Collected {
  readonly exports: ExportFact[];
  readonly exportsAll: string[];
  readonly exportsUnknown: boolean;
}

/** Exports in all their forms. What they are is resolved once the whole file has been seen. */
export function collectExports(scopes: Scopes, references: References, functions: FunctionTable, expressions: Expressions): { readonly visitors: Visitors; finish(): Collected } {
  const pending: Export[] = [];
  const reexports: ExportFact[] = [];
  const exportsAll: string[] = [];
  let isOpen = false;
  let isCommonJs = false;

  function add(name: string | undefined, at: Span, value: Node): void {
    if (name !== undefined) pending.push({ name, at, value });
  }

  function addDeclared(node: Node): void {
    if ('declare' in node && node.declare) return;
    switch (node.type) {
      case 'FunctionDeclaration': case 'ClassDeclaration':
        return node.id ? add(node.id.name, node.id, node) : undefined;
      case 'TSEnumDeclaration':
        return add(node.id.name, node.id, node);
      case 'TSModuleDeclaration':
        return node.id.type === 'Identifier' ? add(node.id.name, node.id, node) : undefined;
      case 'VariableDeclaration':
        for (const { id } of node.declarations) for (const name of boundNames(id)) add(name.name, name, name);
        return;
      default:
    }
  }

  function addModuleExports(value: Node, at: Span): void {
    const read = readModuleExports(value, references, scopes);
    for (const one of read.exports) pending.push(one);
    exportsAll.push(...read.exportsAll);
    if (read.isOpen) isOpen = true;
    pending.push({ name: 'module.exports', at, value });
  }

  /** `exports.a = exports.b = fn`: the inner assignment is visited by itself, and denotes what is assigned. */
  function addAssignment(node: AssignmentExpression): void {
    const left = unwrap(node.left);
    if (left.type !== 'MemberExpression') return;
    if (isModuleExports(left, scopes)) return addModuleExports(node.right, left);
    if (!isExportsObject(left.object, scopes)) return;
    const name = memberName(left);
    if (name === undefined) isOpen = true;
    // TypeScript first writes `exports.a = exports.b = void 0` for all names.
    else if (name !== '__esModule' && !endsInVoid(node.right)) add(name, left, node.right);
  }

  function addCall(node: CallExpression): void {
    const [first, second, third] = node.arguments;
    const name = memberName(node.callee);
    const helper = node.callee.type === 'Identifier' ? node.callee.name : name;
    if (helper === '__exportStar' && first && second && isExportsObject(second, scopes)) {
      const denoted = references.denote(first);
      if (denoted.kind === 'import') exportsAll.push(denoted.specifier);
      else isOpen = true;
    } else if (name === 'defineProperty' && first && second && third && isExportsObject(first, scopes)) {
      const exported = stringValue(second);
      if (exported !== '__esModule') add(exported, second, definedValue(third) ?? third);
    } else if (name === 'assign' && first && isExportsObject(first, scopes)) {
      for (const argument of node.arguments.slice(1)) addModuleExportsPart(argument);
    } else if (node.arguments.some((argument) => isExportsObject(argument, scopes))) isOpen = true;
  }

  function addModuleExportsPart(argument: Node): void {
    const read = readModuleExports(argument, references, scopes);
    for (const one of read.exports) pending.push(one);
    exportsAll.push(...read.exportsAll);
    if (read.isOpen) isOpen = true;
  }

  const visitors: Visitors = {
    ExportNamedDeclaration(node, place) {
      // Within a namespace it exports from that, not from the module.
      if (node.exportKind === 'type' || ancestor(place)?.type !== 'Program') return;
      if (node.declaration) return addDeclared(node.declaration);
      for (const { local, exported, exportKind } of node.specifiers) {
        const name = keyName(exported);
        if (exportKind === 'type' || name === undefined) continue;
        const { start, end } = exported;
        if (node.source) reexports.push({ name, target: { kind: 'import', specifier: node.source.value, name: keyName(local) ?? name }, start, end });
        else if (isValue(local, scopes)) add(name, exported, local);
      }
    },
    ExportDefaultDeclaration(node) {
      if (node.declaration.type !== 'TSInterfaceDeclaration') add('default', node, node.declaration);
    },
    ExportAllDeclaration(node) {
      if (node.exportKind === 'type') return;
      const name = node.exported ? keyName(node.exported) : undefined;
      if (name === undefined) exportsAll.push(node.source.value);
      else reexports.push({ name, target: { kind: 'import', specifier: node.source.value, name: '*' }, start: node.start, end: node.end });
    },
    TSExportAssignment(node) {
      addModuleExports(node.expression, node);
    },
    AssignmentExpression: addAssignment,
    CallExpression: addCall,
    Identifier(node, place) {
      if (node.name !== 'exports' || !isExportsObject(node, scopes)) return;
      isCommonJs = true;
      if (isLoose(node, place)) isOpen = true;
    },
    MemberExpression(node, place) {
      if (!isModuleExports(node, scopes)) return;
      isCommonJs = true;
      if (isLoose(node, place)) isOpen = true;
    },
  };

  function finish(): Collected {
    const targetOf = createExportTargets(scopes, references, functions, isCommonJs);
    const valuesOf = createExportValues(references, expressions);
    const exports = pending.map(({ name, at, value }): ExportFact => ({ name, target: targetOf(value), ...valuesOf(value), start: at.start, end: at.end }));
    return { exports: [...exports, ...reexports].sort((a, b) => a.start - b.start), exportsAll, exportsUnknown: isOpen };
  }
  return { visitors, finish };
}

/** The object is handed to something that may add to it: `const api = module.exports`, `init(exports)`. */
function isLoose(node: Node, place: Place): boolean {
  const parent = ancestor(place);
  switch (parent?.type) {
    case 'MemberExpression': return parent.object === node && parent.computed && memberName(parent) === undefined;
    case 'VariableDeclarator': return parent.init === node;
    case 'AssignmentExpression': return parent.right === node && !isExportsName(parent.left);
    default: return false;
  }
}

function isExportsName(node: Node): boolean {
  return (node.type === 'Identifier' && node.name === 'exports') || (node.type === 'MemberExpression' && memberName(node) === 'exports');
}

function isModuleExports(node: Node, scopes: Scopes): boolean {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier' || node.object.name !== 'module') return false;
  return memberName(node) === 'exports' && !scopes.variableOf(node.object);
}

function isExportsObject(node: Node, scopes: Scopes): boolean {
  const inner = unwrap(node);
  if (inner.type === 'Identifier') return inner.name === 'exports' && !scopes.variableOf(inner);
  return isModuleExports(inner, scopes);
}

function endsInVoid(value: Node): boolean {
  if (value.type === 'AssignmentExpression') return endsInVoid(value.right);
  return value.type === 'UnaryExpression' && value.operator === 'void';
}

/** The value or the getter of a property descriptor. */
function definedValue(descriptor: Node): Node | undefined {
  if (descriptor.type !== 'ObjectExpression') return undefined;
  for (const property of descriptor.properties) {
    if (property.type !== 'Property') continue;
    const name = keyName(property.key, property.computed);
    if (name === 'value') return property.value;
    if (name === 'get') return getterValue(property.value) ?? property.value;
  }
  return undefined;
}

function getterValue(getter: Node): Node | undefined {
  if (getter.type === 'ArrowFunctionExpression' && getter.body.type !== 'BlockStatement') return getter.body;
  if ((getter.type !== 'FunctionExpression' && getter.type !== 'ArrowFunctionExpression') || getter.body?.type !== 'BlockStatement') return undefined;
  const [only] = getter.body.body;
  return only?.type === 'ReturnStatement' ? (only.argument ?? undefined) : undefined;
}

function isValue(local: Node, scopes: Scopes): boolean {
  const variable = scopes.variableOf(local);
  return !variable || variable.defs.length === 0 || variable.defs.some((def) => def.type !== 'Type');
}

type Named = Node & { readonly name: string };

function boundNames(pattern: Node): readonly Named[] {
  switch (pattern.type) {
    case 'Identifier': return [pattern];
    case 'AssignmentPattern': return boundNames(pattern.left);
    case 'RestElement': return boundNames(pattern.argument);
    case 'ArrayPattern': return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
    case 'ObjectPattern': return pattern.properties.flatMap((property) => boundNames(property.type === 'Property' ? property.value : property));
    default: return [];
  }
}
