import type { CallExpression, Expression } from '../model.js';

/** The call, and what it is called on, are not all that may stand there. */
export function oneOfSeveral(made: CallExpression): CallExpression {
  return { ...made, ...(made.receiver ? { receiver: oneOfSeveral(made.receiver) } : {}), isOneOfSeveral: true };
}

/** One call for several that make the same thing, as under a test: of their arguments what they have in common. */
export function agreedCall(made: readonly CallExpression[]): CallExpression | undefined {
  const [first, ...others] = made;
  if (!first || others.length === 0) return first;
  const callee = JSON.stringify(first.callee);
  if (others.some((one) => one.isNew !== first.isNew || JSON.stringify(one.callee) !== callee)) return undefined;
  const receivers = made.flatMap(({ receiver }) => receiver ?? []);
  const receiver = receivers.length === made.length ? agreedCall(receivers) : undefined;
  if (receivers.length > 0 && !receiver) return undefined;
  const { receiver: _, ...rest } = first;
  return { ...rest, ...(receiver ? { receiver } : {}), arguments: first.arguments.map((argument, index) => inCommon(argument, others.map((one) => one.arguments[index]))) };
}

function inCommon(argument: Expression, others: readonly (Expression | undefined)[]): Expression {
  const { start, end } = argument;
  if (argument.kind === 'string' && others.every((one) => one?.kind === 'string' && one.value === argument.value)) return argument;
  return { kind: 'unknown', start, end };
}
