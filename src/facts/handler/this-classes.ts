import type { Class, Expression, Node } from 'oxc-parser';
import { memberName } from './syntax.js';
import type { ThisClass, Visitors } from './walk.js';

/** What `this` and `super` mean at each place, and what is assigned to the fields of each class. */
export interface ThisClasses {
  readonly visitors: Visitors;
  /** For a `this` or `super` node. */
  classOf(node: Node): ThisClass | undefined;
  /** Everything assigned as `this.name = …`, or `Class.name = …`, inside the class. */
  assigned(node: Class, name: string): readonly Expression[];
}

/** Collected during the walk, to be asked after it. */
export function createThisClasses(): ThisClasses {
  const classes = new Map<Node, ThisClass>();
  const fields = new Map<Class, Map<string, Expression[]>>();
  return {
    visitors: {
      ThisExpression(node, { thisClass }) {
        if (thisClass) classes.set(node, thisClass);
      },
      Super(node, { thisClass }) {
        if (thisClass) classes.set(node, thisClass);
      },
      AssignmentExpression(node, { thisClass }) {
        const { left, right } = node;
        if (!thisClass || left.type !== 'MemberExpression' || !isOwn(left.object, thisClass)) return;
        const name = memberName(left);
        if (name === undefined) return;
        const ofClass = fields.get(thisClass.node) ?? new Map<string, Expression[]>();
        fields.set(thisClass.node, ofClass);
        const values = ofClass.get(name) ?? [];
        ofClass.set(name, values);
        values.push(right);
      },
    },
    classOf: (node) => classes.get(node),
    assigned: (node, name) => fields.get(node)?.get(name) ?? [],
  };
}

/** `this`, or the name of the class around. */
function isOwn(object: Node, { node }: ThisClass): boolean {
  return object.type === 'ThisExpression' || (object.type === 'Identifier' && object.name === node.id?.name);
}
