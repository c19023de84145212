import type { Symbol as TypeSymbol, Type } from 'ts-morph';

import { fromHost } from './file-host.js';

/** A class or an interface of an installed package. */
export interface DeclaredClass {
  readonly package: string;
  readonly file: string;
  readonly name: string;
}

/** Bases of classes, members of unions and arguments of aliases that are followed. */
const MAX_DEPTH = 6;
/** Of the language: they leave the members of a type what they are. */
const SAME_MEMBERS: ReadonlySet<string> = new Set(['Pick', 'Omit', 'Partial', 'Required', 'Readonly', 'NonNullable', 'Awaited']);
const IN_PACKAGE = /^(.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\/(.+?)\.d\.[cm]?ts$/;

/** The class of a package that a type is, extends or selects members of; undefined for all others and where several are possible. */
export function declaredClass(type: Type, depth = MAX_DEPTH): DeclaredClass | undefined {
  if (depth === 0) return undefined;
  const present = type.getNonNullableType();
  if (present.isTypeParameter()) {
    const constraint = present.getConstraint();
    return constraint && declaredClass(constraint, depth - 1);
  }
  if (present.isUnion()) return agreed(present.getUnionTypes().map((one) => declaredClass(one, depth - 1)), true);
  const [selected] = SAME_MEMBERS.has(present.getAliasSymbol()?.getName() ?? '') ? present.getAliasTypeArguments() : [];
  if (selected) return declaredClass(selected, depth - 1);
  if (present.isIntersection()) return agreed(present.getIntersectionTypes().map((one) => declaredClass(one, depth - 1)), false);
  const own = inPackage(present.getSymbol());
  if (own || !present.isClassOrInterface()) return own;
  return agreed(present.getBaseTypes().map((one) => declaredClass(one, depth - 1)), false);
}

/** Of a method that a mapped type or an alias of one took over: the class that declares it. */
export function declaringClass(method: TypeSymbol | undefined): DeclaredClass | undefined {
  return agreed((method?.getDeclarations() ?? []).map((declaration) => inPackage(declaration.getParent()?.getSymbol())), true);
}

/** A value of a union may be any of its members; an intersection is all of them at once. */
function agreed(found: readonly (DeclaredClass | undefined)[], needsAll: boolean): DeclaredClass | undefined {
  const told = found.flatMap((one) => one ?? []);
  const [first] = told;
  if (needsAll && told.length < found.length) return undefined;
  return first && told.every((one) => one.package === first.package && one.name === first.name) ? first : undefined;
}

function inPackage(symbol: TypeSymbol | undefined): DeclaredClass | undefined {
  for (const declaration of symbol?.getDeclarations() ?? []) {
    const path = fromHost(declaration.getSourceFile().getFilePath());
    const [, , name, file] = IN_PACKAGE.exec(path ?? '') ?? [];
    if (symbol && name !== undefined && file !== undefined) return { package: name, file, name: symbol.getName() };
  }
  return undefined;
}
