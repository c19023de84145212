import type { ClassDeclaration, Node, SourceFile, Symbol as TypeSymbol, Type } from 'ts-morph';

import type { MethodAt } from '../project/receiver-type.js';
import { fromHost } from './file-host.js';

/** The questions about nodes: `ts-morph` itself is loaded by who opens the project. */
type Kinds = Pick<typeof import('ts-morph').Node, 'isMethodDeclaration' | 'isFunctionDeclaration' | 'isPropertyDeclaration' | 'isPropertyAssignment' | 'isVariableDeclaration'>;

/** The methods of the repository behind a name that is called: of its class, or of the only class that implements or extends what is declared. */
export function ownMethods(symbol: TypeSymbol | undefined, receiver: Type, classes: () => readonly ClassDeclaration[], kinds: Kinds): readonly MethodAt[] {
  const name = symbol?.getName();
  const declared = symbol?.getDeclarations() ?? [];
  if (name === undefined || declared.length === 0 || !declared.every((one) => isOwn(one.getSourceFile()))) return [];
  const written = declared.flatMap((one) => (hasBody(one, kinds) ? [one] : []));
  if (written.length > 0) return written.map(placeOf);
  const owners = new Set(declared.flatMap((one) => one.getParent()?.getSymbol() ?? []));
  const having = classes().filter((one) => isAny(one, owners, new Set([receiver.getSymbol()].flatMap((own) => own ?? []))));
  const [only, other] = having.flatMap((one) => bodyOf(one, name, kinds));
  return only && !other ? [placeOf(only)] : [];
}

function isOwn(file: SourceFile): boolean {
  const path = fromHost(file.getFilePath());
  return path !== undefined && !file.isDeclarationFile() && !/(?:^|\/)node_modules\//.test(path);
}

function hasBody(node: Node, is: Kinds): boolean {
  if (is.isMethodDeclaration(node) || is.isFunctionDeclaration(node)) return node.getBody() !== undefined;
  const value = is.isPropertyDeclaration(node) || is.isPropertyAssignment(node) || is.isVariableDeclaration(node) ? node.getInitializer() : undefined;
  return /^(?:Arrow|Function)(?:Function|Expression)$/.test(value?.getKindName() ?? '');
}

/** Where a class or one that it extends writes a method. */
function bodyOf(node: ClassDeclaration, name: string, is: Kinds): readonly Node[] {
  return (node.getType().getProperty(name)?.getDeclarations() ?? []).filter((one) => hasBody(one, is));
}

/** Whether a class that can be made implements one of the interfaces, or extends one of the classes. */
function isAny(node: ClassDeclaration, owners: ReadonlySet<TypeSymbol>, types: ReadonlySet<TypeSymbol>): boolean {
  if (node.isAbstract()) return false;
  const above = new Set<TypeSymbol>();
  const add = (type: Type): void => {
    const symbol = type.getSymbol();
    if (!symbol || above.has(symbol)) return;
    above.add(symbol);
    if (type.isClassOrInterface()) for (const base of type.getBaseTypes()) add(base);
  };
  for (let one: ClassDeclaration | undefined = node; one; one = one.getBaseClass()) {
    add(one.getType());
    for (const implemented of one.getImplements()) add(implemented.getType());
  }
  return [...owners].some((owner) => above.has(owner)) && [...types].every((type) => above.has(type));
}

function placeOf(node: Node): MethodAt {
  return { path: fromHost(node.getSourceFile().getFilePath()) ?? '', start: node.getStart(), end: node.getEnd() };
}
