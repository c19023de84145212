import type { Node } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import type { Within } from '../model.js';
import { isTransparent } from './syntax.js';
import { ancestor, type Place } from './walk.js';

/** Variables of the module that hold what is made of texts with variables of the environment, each with the functions that use it. */
export interface HeldTexts {
  readonly names: ReadonlySet<string>;
  /** One of them is met where it is used. */
  addUse(variable: Variable, within: Within): void;
  /** The functions that use what is made with the text around a read, asked for once all were met; undefined where the read is part of none, or where other modules may use it. */
  usersOf(read: Place, level: number): ReadonlySet<Within> | undefined;
}

/**
 * `const keys = keysOf({ uri: `https://${process.env.HOST}/keys` })`: the text is one with the variable and without, nothing throws when the module is
 * loaded, and what holds it does no harm where no code runs that uses it.
 */
export function findHeldTexts(text: string, { all: [module] }: Scopes): HeldTexts {
  const found = new Map<Node, { readonly variable: Variable; readonly users: Set<Within> }>();
  const users = new Map<Variable, Set<Within>>();
  if (module && text.includes('${')) for (const variable of module.variables.values()) {
    const [def, other] = variable.defs;
    if (def?.node.type !== 'VariableDeclarator' || other || def.node.id.type !== 'Identifier' || !def.node.init || !holdsEnvironment(text, def.node.init)) continue;
    const one = { variable, users: new Set<Within>() };
    found.set(def.node, one);
    users.set(variable, one.users);
  }
  return {
    names: new Set([...users.keys()].map(({ name }) => name)),
    addUse: (variable, within) => void users.get(variable)?.add(within),
    usersOf(read, level) {
      let up = level;
      let parent = ancestor(read, up);
      while (parent && isTransparent(parent)) parent = ancestor(read, ++up);
      if (parent?.type !== 'TemplateLiteral' || ancestor(read, up + 1)?.type === 'TaggedTemplateExpression') return undefined;
      // Those of the module stand right below it, and below the declaration. What is waited for is done when the module is loaded: `await fetch(…)`.
      const declarator = read.ancestors[2];
      return declarator && !read.ancestors.some(({ type }) => type === 'AwaitExpression') && read.ancestors[1]?.type === 'VariableDeclaration' ? found.get(declarator)?.users : undefined;
    },
  };
}

/** Only what stands at the top of the module is looked at: no part of the text twice. */
function holdsEnvironment(text: string, { start, end }: Node): boolean {
  return /\$\{\s{0,20}(?:process\.)?env\b/.test(text.slice(start, end));
}
