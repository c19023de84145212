import type { Node } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import type { SettingReadFact } from '../model.js';
import { isBranched } from './call-outcome.js';
import { useOf } from './presence.js';
import { calleeName, isTransparent, keyName, memberName, unwrap } from './syntax.js';
import { ancestor, type Place, type Visitors } from './walk.js';

/** Names of objects with settings, and of functions that give one. */
const SETTINGS = /conf(?:ig|$)|settings?|^env|environment/i;
const READS_ENVIRONMENT = /\benv\b/;
/** `TableName`: options of a call, which an SDK reads. */
const OPTION = /^[A-Z][a-z]/;

/**
 * Whether the value stands in an object that gathers what the environment says, of which each function uses a part. The value is a child
 * of the `level`-th ancestor.
 */
export function isSetting(text: string, place: Place, level: number): boolean {
  let up = level;
  while (isTransparentAt(place, up)) up++;
  const object = ancestor(place, up + 1);
  if (ancestor(place, up)?.type !== 'Property' || object?.type !== 'ObjectExpression') return false;
  if (!gathersEnvironment(text, object)) return false;
  up += 2;
  while (isTransparentAt(place, up) || ancestor(place, up)?.type === 'Property' || ancestor(place, up)?.type === 'ObjectExpression') up++;
  switch (ancestor(place, up)?.type) {
    case 'VariableDeclarator': case 'ExportDefaultDeclaration': case 'ReturnStatement': case 'ArrowFunctionExpression': case 'AssignmentExpression': case 'PropertyDefinition':
      return true;
    default:
      return false;
  }
}

type ObjectExpression = Extract<Node, { type: 'ObjectExpression' }>;

const gathering = new WeakMap<ObjectExpression, boolean>();

/** Asked for each of its properties, and worked out once. */
function gathersEnvironment(text: string, object: ObjectExpression): boolean {
  const known = gathering.get(object);
  if (known !== undefined) return known;
  const fromEnvironment = object.properties.filter((one) => one.type === 'Property' && READS_ENVIRONMENT.test(text.slice(one.value.start, one.value.end)));
  const answer = fromEnvironment.length >= 2 && !object.properties.some((one) => one.type === 'Property' && OPTION.test(keyName(one.key, one.computed) ?? ''));
  gathering.set(object, answer);
  return answer;
}

function isTransparentAt(place: Place, level: number): boolean {
  const node = ancestor(place, level);
  return node !== undefined && isTransparent(node);
}

/** Members that are taken from objects with settings, or from what other files export, and that have to be there. */
export function collectSettingReads(scopes: Scopes): { readonly visitors: Visitors; finish(): readonly SettingReadFact[] } {
  const reads: SettingReadFact[] = [];
  const seen = new Set<string>();

  function holdsSettings(expression: Node): boolean {
    const node = unwrap(expression);
    if (node.type === 'Identifier') return SETTINGS.test(node.name) || scopes.variableOf(node)?.defs[0]?.type === 'ImportBinding';
    if (node.type === 'AwaitExpression') return holdsSettings(node.argument);
    const name = (node.type === 'CallExpression' ? calleeName(node.callee) : memberName(node)) ?? '';
    // `process.env` itself is not what was made of it.
    return name !== 'env' && SETTINGS.test(name);
  }

  function add(name: string | undefined, { within }: Place): void {
    const key = `${name ?? ''} ${within ?? ''}`;
    if (name === undefined || seen.has(key)) return;
    seen.add(key);
    reads.push({ name, within });
  }

  const visitors: Visitors = {
    MemberExpression(node, place) {
      const parent = ancestor(place);
      if (node.computed || (parent?.type === 'CallExpression' && parent.callee === node) || !holdsSettings(node.object)) return;
      if (useOf(node, place, 0, scopes) === 'plain' && !isBranched(node, place)) add(memberName(node), place);
    },
    VariableDeclarator({ id, init }, place) {
      if (id.type !== 'ObjectPattern' || !init || !holdsSettings(init)) return;
      for (const property of id.properties) if (property.type === 'Property' && property.value.type !== 'AssignmentPattern') add(keyName(property.key, property.computed), place);
    },
  };
  return { visitors, finish: () => reads };
}
