/**
 * How a template names resources: its own by their logical ids, those of another stack, which came in through a parameter or
 * an output, by the key of that stack's scope as well: `template.yaml/Shop#Jobs`. No logical id has a `#`.
 */

/** The name that means the same in every template. */
export function qualifiedId(stack: string, id: string): string {
  return id.includes('#') ? id : `${stack}#${id}`;
}

/** The name for use in a stack. */
export function idWithin(stack: string, qualified: string): string {
  return stackOf(qualified) === stack ? logicalIdOf(qualified) : qualified;
}

/** The key of the scope that the resource is in; undefined for one of the own template. */
export function stackOf(id: string): string | undefined {
  const end = id.lastIndexOf('#');
  return end === -1 ? undefined : id.slice(0, end);
}

export function logicalIdOf(id: string): string {
  return id.slice(id.lastIndexOf('#') + 1);
}

/** `Orders.Arn` taken apart: what follows the first dot behind the name is an attribute, and has dots of its own. */
export function splitReference(written: string): { readonly id: string; readonly attribute: string | undefined } {
  const dot = written.indexOf('.', written.lastIndexOf('#') + 1);
  return dot === -1 ? { id: written, attribute: undefined } : { id: written.slice(0, dot), attribute: written.slice(dot + 1) };
}
