import type { Node } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import type { Span } from '../model.js';
import type { References } from './references.js';
import { keyName, unwrap } from './syntax.js';

export interface Export {
  readonly name: string;
  readonly at: Span;
  readonly value: Node;
}

interface ModuleExports {
  readonly exports: readonly Export[];
  readonly exportsAll: readonly string[];
  /** There are members that cannot be enumerated. */
  readonly isOpen: boolean;
}

/** The names that `module.exports = value` exports. */
export function readModuleExports(value: Node, references: References, scopes: Scopes): ModuleExports {
  const denoted = references.denote(value);
  if (denoted.kind === 'import' && denoted.path.length === 0) return { exports: [], exportsAll: [denoted.specifier], isOpen: false };
  // A class may have static methods.
  if (denoted.kind === 'function' || denoted.kind === 'value') return { exports: [], exportsAll: [], isOpen: false };
  if (denoted.kind !== 'object') return { exports: [], exportsAll: [], isOpen: true };
  const exports: Export[] = [];
  const exportsAll: string[] = [];
  let isOpen = isChangedElsewhere(value, scopes);
  for (const property of denoted.node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = readModuleExports(property.argument, references, scopes);
      exports.push(...spread.exports);
      exportsAll.push(...spread.exportsAll);
      if (spread.isOpen) isOpen = true;
      continue;
    }
    const name = keyName(property.key, property.computed);
    if (name === undefined) isOpen = true;
    else exports.push({ name, at: property.key, value: property.value });
  }
  return { exports, exportsAll, isOpen };
}

/** A named object that is used anywhere else may have members that are not written in its literal. */
function isChangedElsewhere(value: Node, scopes: Scopes): boolean {
  const node = unwrap(value);
  if (node.type !== 'Identifier') return false;
  const variable = scopes.variableOf(node);
  return variable !== undefined && variable.references.length - variable.writes.length > 1;
}
