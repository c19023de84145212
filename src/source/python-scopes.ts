import { forEachPythonChild } from './python-children.js';
import type { PythonClass, PythonExpression, PythonFunction, PythonNode, PythonNodeOf } from './python.js';

/** How a name gets a value. `from` is the scope of the code that gives it. */
export type PythonDefinition = { readonly at: PythonNode; readonly from: PythonScope } & (
  /** `isBranched`: a test decides about it. */
  | { readonly kind: 'import'; readonly specifier: string; readonly path: readonly string[]; readonly isBranched?: true }
  | { readonly kind: 'function'; readonly node: PythonNodeOf<'FunctionDef' | 'AsyncFunctionDef'> }
  | { readonly kind: 'class'; readonly node: PythonClass }
  /** `steps` are the positions that tuples on the left side take from the value. */
  | { readonly kind: 'value'; readonly value: PythonExpression; readonly steps: readonly number[] }
  /** An element of the value, as in a `for`. */
  | { readonly kind: 'item'; readonly value: PythonExpression; readonly steps: readonly number[] }
  /** `receiver` is the class that `self` or `cls` stands for; it has no index. */
  | { readonly kind: 'parameter'; readonly node: PythonFunction; readonly index: number; readonly receiver?: { readonly node: PythonClass; readonly isClass: boolean } }
  | { readonly kind: 'opaque' }
);

export interface PythonBinding {
  readonly name: string;
  readonly scope: PythonScope;
  readonly definitions: PythonDefinition[];
}

export interface PythonScope {
  readonly kind: 'module' | 'function' | 'class' | 'comprehension';
  readonly node: PythonNode;
  readonly parent: PythonScope | undefined;
  readonly bindings: Map<string, PythonBinding>;
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
}

/** A value given to a member: `self.client = …`. */
export interface AttributeWrite {
  readonly target: PythonNodeOf<'Attribute'>;
  readonly value: PythonExpression;
}

export interface PythonScopes {
  readonly module: PythonScope;
  readonly attributeWrites: readonly AttributeWrite[];
  /** Modules imported under their dotted names: after `import a.b`, `a.b` is a module and no member. */
  readonly dottedModules: ReadonlySet<string>;
  /** Whether names that are bound nowhere may come from a star import. */
  readonly hasStars: boolean;
  /** Undefined for builtins and names that star imports bring. */
  bindingOf(name: PythonNodeOf<'Name'>): PythonBinding | undefined;
  scopeOf(name: PythonNodeOf<'Name'>): PythonScope | undefined;
  /** A name of a function that is given a value once and read once: nothing changes the value in between. */
  isReadOnce(binding: PythonBinding): boolean;
  /** The scope that a function or class opens. */
  scopeIn(node: PythonNode): PythonScope | undefined;
}

type WithoutPlace<T> = T extends unknown ? Omit<T, 'at' | 'from'> : never;
type NewDefinition = WithoutPlace<PythonDefinition>;

/** Binds the names of a module to what gives them their values. */
export function bindPython(module: PythonNodeOf<'Module'>): PythonScopes {
  const binder = new Binder(module);
  binder.bindModule();
  return binder;
}

class Binder implements PythonScopes {
  hasStars = false;
  readonly module: PythonScope;
  readonly attributeWrites: AttributeWrite[] = [];
  readonly dottedModules = new Set<string>();
  private readonly names = new Map<PythonNode, PythonScope>();
  private readonly opened = new Map<PythonNode, PythonScope>();
  private reads: ReadonlyMap<PythonBinding, number> | undefined;
  private scope: PythonScope;
  private branches = 0;

  constructor(module: PythonNodeOf<'Module'>) {
    this.module = newScope('module', module, undefined);
    this.scope = this.module;
  }

  bindModule(): void {
    forEachPythonChild(this.module.node, this.visit);
  }

  bindingOf(name: PythonNodeOf<'Name'>): PythonBinding | undefined {
    const start = this.names.get(name);
    return start && this.lookUp(start, name.id);
  }

  isReadOnce(binding: PythonBinding): boolean {
    return binding.scope.kind === 'function' && binding.definitions.length === 1 && (this.reads ??= this.countReads()).get(binding) === 1;
  }

  private countReads(): ReadonlyMap<PythonBinding, number> {
    const counts = new Map<PythonBinding, number>();
    for (const name of this.names.keys()) {
      const binding = name.nodeType === 'Name' && name.ctx.nodeType === 'Load' ? this.bindingOf(name) : undefined;
      if (binding) counts.set(binding, (counts.get(binding) ?? 0) + 1);
    }
    return counts;
  }

  scopeOf(name: PythonNodeOf<'Name'>): PythonScope | undefined {
    return this.names.get(name);
  }

  scopeIn(node: PythonNode): PythonScope | undefined {
    return this.opened.get(node);
  }

  /** Names of a class are not seen from its methods. */
  private lookUp(start: PythonScope, name: string): PythonBinding | undefined {
    for (let scope: PythonScope | undefined = start; scope; scope = scope.parent) {
      if (scope.kind === 'class' && scope !== start) continue;
      if (scope.globals.has(name)) return this.module.bindings.get(name);
      const found = scope.bindings.get(name);
      if (found) return found;
    }
    return undefined;
  }

  private readonly visit = (node: PythonNode): void => {
    switch (node.nodeType) {
      case 'Name': this.names.set(node, this.scope); return;
      case 'FunctionDef': case 'AsyncFunctionDef': this.define(node.name, node, { kind: 'function', node }); return this.enterFunction(node);
      case 'Lambda': return this.enterFunction(node);
      case 'ClassDef': return this.enterClass(node);
      case 'ListComp': case 'SetComp': case 'DictComp': case 'GeneratorExp': return this.inScope('comprehension', node, () => forEachPythonChild(node, this.visit));
      case 'Import': return this.bindImport(node);
      case 'ImportFrom': return this.bindImportFrom(node);
      case 'If': case 'Match': this.branches++; forEachPythonChild(node, this.visit); this.branches--; return;
      case 'Global': for (const name of node.names) this.scope.globals.add(name); return;
      case 'Nonlocal': for (const name of node.names) this.scope.nonlocals.add(name); return;
      default: this.bindTargets(node); forEachPythonChild(node, this.visit);
    }
  };

  private bindTargets(node: PythonNode): void {
    switch (node.nodeType) {
      case 'Assign': for (const target of node.targets) this.bind(target, 'value', node.value); break;
      case 'AnnAssign': if (node.value) this.bind(node.target, 'value', node.value); break;
      case 'NamedExpr': this.bind(node.target, 'value', node.value); break;
      case 'AugAssign': if (node.target.nodeType === 'Name') this.define(node.target.id, node.target, { kind: 'opaque' }); break;
      case 'For': case 'AsyncFor': case 'Comprehension': this.bind(node.target, 'item', node.iter); break;
      case 'WithItem': if (node.optional_vars) this.bind(node.optional_vars, 'value', node.context_expr); break;
      case 'ExceptHandler': case 'MatchAs': case 'MatchStar': if (node.name !== undefined) this.define(node.name, node, { kind: 'opaque' }); break;
      case 'MatchMapping': if (node.rest !== undefined) this.define(node.rest, node, { kind: 'opaque' }); break;
      default:
    }
  }

  private bind(target: PythonExpression, kind: 'value' | 'item', value: PythonExpression, steps: readonly number[] = []): void {
    switch (target.nodeType) {
      case 'Name': return this.define(target.id, target, { kind, value, steps });
      case 'Attribute': if (kind === 'value' && steps.length === 0) this.attributeWrites.push({ target, value }); return;
      case 'Tuple': case 'List': {
        const star = target.elts.findIndex(({ nodeType }) => nodeType === 'Starred');
        for (const [index, element] of target.elts.entries()) {
          if (star === -1 || index < star) this.bind(element, kind, value, [...steps, index]);
          else for (const name of namesIn(element)) this.define(name.id, name, { kind: 'opaque' });
        }
        return;
      }
      default:
    }
  }

  private define(name: string, at: PythonNode, definition: NewDefinition, scope = this.ownerOf(name)): void {
    const binding = scope.bindings.get(name) ?? { name, scope, definitions: [] };
    scope.bindings.set(name, binding);
    binding.definitions.push({ ...definition, at, from: this.scope });
  }

  /** The scope that an assignment of the name writes to. */
  private ownerOf(name: string): PythonScope {
    const own = this.scope;
    if (own.globals.has(name)) return this.module;
    if (!own.nonlocals.has(name)) return own;
    for (let scope = own.parent; scope; scope = scope.parent) if (scope.kind === 'function' && scope.bindings.has(name)) return scope;
    return own;
  }

  private enterFunction(node: PythonFunction): void {
    if (node.nodeType !== 'Lambda') for (const decorator of node.decorator_list) this.visit(decorator);
    this.visit(node.args);
    const around = this.scope;
    this.inScope('function', node, () => {
      this.bindParameters(node, around);
      if (node.nodeType === 'Lambda') this.visit(node.body);
      else for (const statement of node.body) this.visit(statement);
    });
  }

  private bindParameters(node: PythonFunction, around: PythonScope): void {
    const { posonlyargs, args, kwonlyargs, vararg, kwarg } = node.args;
    const owner = around.node.nodeType === 'ClassDef' ? around.node : undefined;
    const receiver = owner && receiverKind(node);
    for (const [position, one] of [...posonlyargs, ...args, ...kwonlyargs].entries()) {
      const index = receiver === undefined ? position : position - 1;
      const isReceiver = owner !== undefined && index === -1;
      this.define(one.arg, one, { kind: 'parameter', node, index, ...(isReceiver ? { receiver: { node: owner, isClass: receiver === 'class' } } : {}) });
    }
    for (const one of [vararg, kwarg]) if (one) this.define(one.arg, one, { kind: 'opaque' });
  }

  private enterClass(node: PythonClass): void {
    this.define(node.name, node, { kind: 'class', node });
    for (const child of [...node.decorator_list, ...node.bases, ...node.keywords]) this.visit(child);
    this.inScope('class', node, () => { for (const statement of node.body) this.visit(statement); });
  }

  private inScope(kind: PythonScope['kind'], node: PythonNode, run: () => void): void {
    const around = this.scope;
    this.scope = newScope(kind, node, around);
    this.opened.set(node, this.scope);
    run();
    this.scope = around;
  }

  private bindImport(node: PythonNodeOf<'Import'>): void {
    for (const alias of node.names) {
      const top = alias.name.split('.', 1)[0] ?? alias.name;
      if (top !== alias.name) this.dottedModules.add(alias.name);
      this.defineImport(alias.asname ?? top, alias, alias.asname === undefined ? top : alias.name, []);
    }
  }

  private bindImportFrom(node: PythonNodeOf<'ImportFrom'>): void {
    const specifier = importedModule(node);
    for (const alias of node.names) {
      if (alias.name === '*') this.hasStars = true;
      else this.defineImport(alias.asname ?? alias.name, alias, specifier, [alias.name]);
    }
  }

  private defineImport(name: string, at: PythonNode, specifier: string, path: readonly string[]): void {
    this.define(name, at, { kind: 'import', specifier, path, ...(this.branches > 0 ? { isBranched: true } : {}) });
  }
}

/** The module that a `from` names, with the dots of a relative one. */
export function importedModule({ level, module }: PythonNodeOf<'ImportFrom'>): string {
  return '.'.repeat(level ?? 0) + (module ?? '');
}

function newScope(kind: PythonScope['kind'], node: PythonNode, parent: PythonScope | undefined): PythonScope {
  return { kind, node, parent, bindings: new Map(), globals: new Set(), nonlocals: new Set() };
}

/** What the first parameter of a method is; undefined for a static method. */
function receiverKind(node: PythonFunction): 'instance' | 'class' | undefined {
  if (node.nodeType === 'Lambda') return 'instance';
  const decorators = node.decorator_list.map((one) => (one.nodeType === 'Name' ? one.id : ''));
  if (decorators.includes('staticmethod')) return undefined;
  return decorators.includes('classmethod') || node.name === '__new__' || node.name === '__init_subclass__' ? 'class' : 'instance';
}

function namesIn(target: PythonExpression): readonly PythonNodeOf<'Name'>[] {
  switch (target.nodeType) {
    case 'Name': return [target];
    case 'Starred': return namesIn(target.value);
    case 'Tuple': case 'List': return target.elts.flatMap(namesIn);
    default: return [];
  }
}
