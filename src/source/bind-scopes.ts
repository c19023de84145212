import type { ArrowFunctionExpression, Class, Function as FunctionNode, Node, Program } from 'oxc-parser';
import type { Definition, Scope, Variable, VariableReference } from './scopes.js';
import { forEachChild } from './syntax-children.js';

interface OpenVariable extends Variable {
  readonly defs: Definition[];
  readonly references: VariableReference[];
  readonly writes: VariableReference[];
}

class OpenScope implements Scope {
  readonly variables = new Map<string, OpenVariable>();
  readonly variableScope: OpenScope;

  constructor(readonly type: Scope['type'], readonly block: Node, readonly upper: OpenScope | null) {
    const hasOwnVar = type === 'module' || type === 'function' || type === 'static-block' || type === 'namespace';
    this.variableScope = hasOwnVar || !upper ? this : upper.variableScope;
  }
}

interface PendingReference extends VariableReference {
  readonly from: OpenScope;
  readonly name: string;
}

interface BoundProgram {
  readonly scopes: readonly Scope[];
  readonly resolved: ReadonlyMap<Node, Variable>;
}

/** Declares all names of a program and then resolves all references, so that hoisting needs no care. */
export function bindProgram(program: Program): BoundProgram {
  const binder = new Binder();
  const module = binder.open('module', program, null);
  for (const statement of program.body) binder.visit(statement, module);
  return { scopes: binder.scopes, resolved: binder.resolve() };
}

class Binder {
  readonly scopes: OpenScope[] = [];
  private readonly references: PendingReference[] = [];
  private variableCount = 0;

  open(type: Scope['type'], block: Node, upper: OpenScope | null): OpenScope {
    const scope = new OpenScope(type, block, upper);
    this.scopes.push(scope);
    return scope;
  }

  resolve(): ReadonlyMap<Node, Variable> {
    const resolved = new Map<Node, Variable>();
    for (const reference of this.references) {
      for (let scope: OpenScope | null = reference.from; scope; scope = scope.upper) {
        const variable = scope.variables.get(reference.name);
        if (!variable) continue;
        variable.references.push(reference);
        if (reference.isWrite) variable.writes.push(reference);
        resolved.set(reference.identifier, variable);
        break;
      }
    }
    return resolved;
  }

  private declare(scope: OpenScope, type: Definition['type'], id: Node, node: Node, parent: Node | null = null): void {
    if (id.type !== 'Identifier') return;
    const { name } = id;
    const def = { type, name: id, node, parent };
    const known = scope.variables.get(name);
    if (known) known.defs.push(def);
    else scope.variables.set(name, { id: this.variableCount++, name, defs: [def], references: [], writes: [], scope });
  }

  private refer(identifier: Node & { readonly name: string }, from: OpenScope, isWrite = false, writeExpr: Node | null = null): void {
    this.references.push({ identifier, name: identifier.name, from, isWrite, writeExpr });
  }

  visit(node: Node, scope: OpenScope): void {
    switch (node.type) {
      case 'Identifier':
        return this.refer(node, scope);
      case 'Literal':
        return;
      case 'MemberExpression':
        this.visit(node.object, scope);
        return node.computed ? this.visit(node.property, scope) : undefined;
      case 'Property':
        return this.visitMember(node.key, node.computed, node.value, scope);
      case 'MethodDefinition': case 'PropertyDefinition': case 'AccessorProperty':
        for (const decorator of node.decorators) this.visit(decorator, scope);
        return this.visitMember(node.key, node.computed, node.value, scope);
      case 'FunctionDeclaration': case 'FunctionExpression': case 'TSDeclareFunction':
        return this.visitFunction(node, scope);
      case 'ArrowFunctionExpression':
        return this.visitBody(node, scope);
      case 'ClassDeclaration': case 'ClassExpression':
        return this.visitClass(node, scope);
      case 'VariableDeclaration': case 'AssignmentExpression': case 'UpdateExpression': case 'ForInStatement': case 'ForOfStatement':
        return this.visitWrite(node, scope);
      case 'BlockStatement': case 'ForStatement':
        return this.visitChildren(node, this.open('block', node, scope));
      case 'StaticBlock':
        return this.visitChildren(node, this.open('static-block', node, scope));
      case 'SwitchStatement': {
        this.visit(node.discriminant, scope);
        const cases = this.open('block', node, scope);
        for (const one of node.cases) this.visit(one, cases);
        return;
      }
      case 'CatchClause': {
        const inner = this.open('block', node, scope);
        if (node.param) this.bindPattern(node.param, inner, inner, 'CatchClause', node, null);
        return this.visit(node.body, inner);
      }
      default:
        return this.visitRarer(node, scope);
    }
  }

  private visitRarer(node: Node, scope: OpenScope): void {
    switch (node.type) {
      case 'ImportDeclaration':
        for (const specifier of node.specifiers) this.declare(scope, 'ImportBinding', specifier.local, specifier, node);
        return;
      case 'ExportNamedDeclaration':
        if (node.declaration) this.visit(node.declaration, scope);
        if (!node.source) for (const { local } of node.specifiers) this.visit(local, scope);
        return;
      case 'ExportAllDeclaration': case 'BreakStatement': case 'ContinueStatement': case 'MetaProperty':
        return;
      case 'TSTypeAliasDeclaration': case 'TSInterfaceDeclaration':
        return this.declare(scope, 'Type', node.id, node);
      case 'TSEnumDeclaration': {
        this.declare(scope, 'EnumName', node.id, node);
        const members = this.open('enum', node, scope);
        for (const member of node.body.members) {
          this.declare(members, 'EnumMember', member.id, member);
          if (member.initializer) this.visit(member.initializer, members);
        }
        return;
      }
      case 'TSModuleDeclaration':
        this.declare(scope, 'NamespaceName', node.id, node);
        // What is declared only has no code.
        return node.declare || !node.body ? undefined : this.visitChildren(node.body, this.open('namespace', node, scope));
      case 'TSImportEqualsDeclaration':
        this.declare(scope, 'ImportBinding', node.id, node);
        return this.visit(node.moduleReference, scope);
      case 'TSQualifiedName':
        return this.visit(node.left, scope);
      case 'JSXOpeningElement':
        // Lower-case names are elements of the page.
        if (node.name.type !== 'JSXIdentifier') this.visit(node.name, scope);
        else if (/^[^a-z]/.test(node.name.name)) this.refer(node.name, scope);
        for (const attribute of node.attributes) this.visit(attribute, scope);
        return;
      case 'JSXMemberExpression':
        return node.object.type === 'JSXIdentifier' ? this.refer(node.object, scope) : this.visit(node.object, scope);
      default:
        return this.visitChildren(node, scope);
    }
  }

  private visitChildren(node: Node, scope: OpenScope): void {
    forEachChild(node, (child) => this.visit(child, scope));
  }

  private visitMember(key: Node, isComputed: boolean, value: Node | null, scope: OpenScope): void {
    if (isComputed) this.visit(key, scope);
    if (value) this.visit(value, scope);
  }

  private visitFunction(node: FunctionNode, scope: OpenScope): void {
    if (node.type === 'FunctionExpression' && node.id) {
      const named = this.open('function-name', node, scope);
      this.declare(named, 'FunctionName', node.id, node);
      return this.visitBody(node, named);
    }
    if (node.id) this.declare(scope, 'FunctionName', node.id, node);
    if (node.type !== 'TSDeclareFunction') this.visitBody(node, scope);
  }

  /** Parameters and the names of the body share a scope: shadowing one with the other is too rare to tell apart. */
  private visitBody(node: FunctionNode | ArrowFunctionExpression, scope: OpenScope): void {
    const inner = this.open('function', node, scope);
    for (const param of node.params) {
      if (param.decorators) for (const decorator of param.decorators) this.visit(decorator, scope);
      this.bindPattern(param.type === 'TSParameterProperty' ? param.parameter : param, inner, inner, 'Parameter', node, null);
    }
    if (node.body?.type === 'BlockStatement') this.visitChildren(node.body, inner);
    else if (node.body) this.visit(node.body, inner);
  }

  private visitClass(node: Class, scope: OpenScope): void {
    for (const decorator of node.decorators) this.visit(decorator, scope);
    const inner = this.open('class', node, scope);
    if (node.id) this.declare(node.type === 'ClassDeclaration' ? scope : inner, 'ClassName', node.id, node);
    if (node.superClass) this.visit(node.superClass, inner);
    this.visitChildren(node.body, inner);
  }

  private visitWrite(node: Node, scope: OpenScope): void {
    switch (node.type) {
      case 'VariableDeclaration':
        return this.visitDeclaration(node, scope, null);
      case 'AssignmentExpression':
        this.assignTo(node.left, scope, node.right);
        return this.visit(node.right, scope);
      case 'UpdateExpression':
        return this.assignTo(node.argument, scope, null);
      case 'ForInStatement': case 'ForOfStatement': {
        const inner = this.open('block', node, scope);
        if (node.left.type === 'VariableDeclaration') this.visitDeclaration(node.left, inner, node.right);
        else this.assignTo(node.left, inner, node.right);
        this.visit(node.right, scope);
        return this.visit(node.body, inner);
      }
      default:
    }
  }

  private visitDeclaration(node: Node & { readonly type: 'VariableDeclaration' }, scope: OpenScope, iterated: Node | null): void {
    const owner = node.kind === 'var' ? scope.variableScope : scope;
    for (const declarator of node.declarations) {
      this.bindPattern(declarator.id, owner, scope, 'Variable', declarator, declarator.init ?? iterated, node);
      if (declarator.init) this.visit(declarator.init, scope);
    }
  }

  /** Declares the names in a pattern; those that get a value are written. */
  private bindPattern(pattern: Node, owner: OpenScope, from: OpenScope, type: Definition['type'], node: Node, value: Node | null, parent: Node | null = null): void {
    this.eachTarget(pattern, from, value, (target, written) => {
      this.declare(owner, type, target, node, parent);
      for (const one of written) if (target.type === 'Identifier') this.refer(target, from, true, one);
    });
  }

  private assignTo(pattern: Node, scope: OpenScope, value: Node | null): void {
    this.eachTarget(pattern, scope, value, (target, written) => {
      if (target.type !== 'Identifier') return this.visit(target, scope);
      for (const one of written.length > 0 ? written : [null]) this.refer(target, scope, true, one);
    });
  }

  /** Finds the targets of a pattern with what they may be given: the whole value, and the defaults on the way. */
  private eachTarget(pattern: Node, scope: OpenScope, value: Node | null, visit: (target: Node, written: readonly Node[]) => void): void {
    const descend = (node: Node, written: readonly Node[]): void => {
      switch (node.type) {
        case 'AssignmentPattern':
          this.visit(node.right, scope);
          return descend(node.left, [...written, node.right]);
        case 'ObjectPattern':
          for (const property of node.properties) {
            if (property.type === 'Property' && property.computed) this.visit(property.key, scope);
            descend(property.type === 'Property' ? property.value : property.argument, written);
          }
          return;
        case 'ArrayPattern':
          for (const element of node.elements) if (element) descend(element, written);
          return;
        case 'RestElement':
          return descend(node.argument, written);
        case 'TSAsExpression': case 'TSNonNullExpression': case 'TSSatisfiesExpression': case 'TSTypeAssertion':
          return descend(node.expression, written);
        default:
          return visit(node, written);
      }
    };
    descend(pattern, value ? [value] : []);
  }
}
