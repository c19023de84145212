import type { CallExpression, ImportDeclaration, Node } from 'oxc-parser';
import { type Scopes } from '../../source/scopes.js';
import type { ImportedBinding, ImportFact } from '../model.js';
import { isRequire } from './bindings.js';
import { isTransparent, keyName, memberName, stringValue } from './syntax.js';
import { ancestor, type Place, type Visitors } from './walk.js';

/** Imports, re-exports, requires and dynamic imports of literal specifiers. */
export function collectImports(isTypeScript: boolean, scopes: Scopes): { readonly facts: ImportFact[]; readonly visitors: Visitors } {
  const facts: ImportFact[] = [];

  function add(kind: ImportFact['kind'], source: Node, place: Place, bindings: readonly ImportedBinding[], typeOnly = false): void {
    const specifier = stringValue(source);
    if (specifier === undefined) return;
    facts.push({ kind, specifier, typeOnly, within: place.within, bindings, ...(isConditional(place) ? { isConditional: true } : {}), start: source.start, end: source.end });
  }

  const visitors: Visitors = {
    ImportDeclaration(node, place) {
      add('import', node.source, place, importBindings(node), node.importKind === 'type' || (isTypeScript && isElided(node, scopes)));
    },
    ExportNamedDeclaration(node, place) {
      if (!node.source) return;
      const bindings = node.specifiers.map(({ local, exported }) => ({ imported: keyName(local) ?? '', local: keyName(exported) ?? '' }));
      const hasOnlyTypes = node.specifiers.length > 0 && node.specifiers.every((specifier) => specifier.exportKind === 'type');
      add('export', node.source, place, bindings, node.exportKind === 'type' || hasOnlyTypes);
    },
    ExportAllDeclaration(node, place) {
      const local = node.exported ? keyName(node.exported) : undefined;
      add('export', node.source, place, local === undefined ? [] : [{ imported: '*', local }], node.exportKind === 'type');
    },
    ImportExpression(node, place) {
      add('dynamic', node.source, place, receivingBindings(place));
    },
    TSImportEqualsDeclaration(node, place) {
      if (node.moduleReference.type !== 'TSExternalModuleReference') return;
      add('require', node.moduleReference.expression, place, [{ imported: '*', local: node.id.name }], node.importKind === 'type');
    },
    CallExpression(node, place) {
      const source = requiredSource(node, scopes);
      if (source) add('require', source, place, receivingBindings(place));
    },
  };
  return { facts, visitors };
}

const CONDITIONAL: ReadonlySet<Node['type']> = new Set(['TryStatement', 'IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase']);

/** Whether the code may get along without what is loaded. */
function isConditional(place: Place): boolean {
  const parent = ancestor(place);
  const isChained = parent?.type === 'MemberExpression' && ancestor(place, 1)?.type === 'CallExpression' && memberName(parent) !== undefined && PROMISE_METHODS.has(memberName(parent) ?? '');
  return isChained || place.ancestors.some(({ type }) => CONDITIONAL.has(type));
}

const PROMISE_METHODS: ReadonlySet<string> = new Set(['then', 'catch']);

/** The specifier's node, if the call loads a module. */
export function requiredSource(node: CallExpression, scopes: Scopes): Node | undefined {
  const { callee } = node;
  if (callee.type !== 'Identifier' || callee.name !== 'require' || node.arguments.length !== 1) return undefined;
  return isRequire(scopes.variableOf(callee)) ? node.arguments[0] : undefined;
}

function importBindings(node: ImportDeclaration): readonly ImportedBinding[] {
  return node.specifiers.map((specifier) => {
    const local = specifier.local.name;
    if (specifier.type === 'ImportDefaultSpecifier') return { imported: 'default', local };
    return { imported: specifier.type === 'ImportNamespaceSpecifier' ? '*' : (keyName(specifier.imported) ?? local), local };
  });
}

/** TypeScript drops an import whose names are used as types only, `type` or not. */
function isElided(node: ImportDeclaration, scopes: Scopes): boolean {
  if (node.specifiers.length === 0) return false;
  const moduleScope = scopes.all[0];
  return node.specifiers.every((specifier) => {
    if (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type') return true;
    const variable = moduleScope?.variables.get(specifier.local.name);
    return variable !== undefined && variable.references.length === 0;
  });
}

/** `const { a: b } = …`, `const x = …`, or the member read from it: `require('x').y`. */
function receivingBindings(place: Place): readonly ImportedBinding[] {
  let level = 0;
  let member: string | undefined;
  for (; ; level++) {
    const node = ancestor(place, level);
    if (!node) return [];
    if (node.type === 'MemberExpression') {
      if (member !== undefined) return [];
      member = memberName(node);
      if (member === undefined) return [];
    } else if (node.type === 'VariableDeclarator') return patternBindings(node.id, member ?? '*');
    else if (!isTransparent(node) && node.type !== 'AwaitExpression') return member === undefined ? [] : [{ imported: member, local: '' }];
  }
}

function patternBindings(pattern: Node, imported: string): readonly ImportedBinding[] {
  if (pattern.type === 'Identifier') return [{ imported, local: pattern.name }];
  if (pattern.type === 'AssignmentPattern') return patternBindings(pattern.left, imported);
  if (pattern.type !== 'ObjectPattern') return [];
  if (imported !== '*') return [{ imported, local: '' }];
  return pattern.properties.flatMap((property) => {
    if (property.type !== 'Property') return patternBindings(property.argument, '*');
    return patternBindings(property.value, keyName(property.key, property.computed) ?? '*');
  });
}
