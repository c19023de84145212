import type { MapValue, TemplateValue } from '../facts/model.js';

/** One side of `Fn::Equals`. A variable is a parameter, a pseudo parameter, or an expression that only deployment can answer. */
export type Operand =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  /** `Fn::FindInMap` of a mapping with a name that is written out. */
  | { readonly kind: 'mapped'; readonly map: MapValue; readonly keys: readonly [Operand, Operand] };

/** A condition, as far as it can be followed. */
export type Formula =
  | { readonly kind: 'equals'; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Formula[] }
  | { readonly kind: 'not'; readonly part: Formula }
  | { readonly kind: 'condition'; readonly name: string };

const MAX_DEPTH = 50;

/** Reads the expression of a condition. What is not understood is a variable of its own, the same one wherever it is written. */
export function readFormula(value: TemplateValue, mappings: TemplateValue | undefined, depth = 0): Formula {
  const items = value.kind === 'call' && value.argument.kind === 'list' ? value.argument.items : [];
  const condition = namedCondition(value);
  if (condition !== undefined) return { kind: 'condition', name: condition };
  if (value.kind !== 'call' || depth > MAX_DEPTH) return opaque(value);
  const [first, second] = items;
  if (value.name === 'Fn::Equals' && first && second && items.length === 2) return equals(value, readOperand(first, mappings), readOperand(second, mappings));
  if (value.name === 'Fn::Not' && first && items.length === 1) return { kind: 'not', part: readFormula(first, mappings, depth + 1) };
  if ((value.name === 'Fn::And' || value.name === 'Fn::Or') && first) {
    return { kind: value.name === 'Fn::And' ? 'and' : 'or', parts: items.map((item) => readFormula(item, mappings, depth + 1)) };
  }
  return opaque(value);
}

/** `!Condition IsProd` and `{ Condition: IsProd }`. */
function namedCondition(value: TemplateValue): string | undefined {
  const only = value.kind === 'map' && value.entries.length === 1 ? value.entries[0] : undefined;
  const name = only?.key === 'Condition' ? only.value : value.kind === 'call' && value.name === 'Condition' ? value.argument : undefined;
  return name?.kind === 'scalar' ? name.text : undefined;
}

/** Between a mapping and anything but a literal, the values to try are not all known. */
function equals(value: TemplateValue, left: Operand, right: Operand): Formula {
  const isMapped = left.kind === 'mapped' || right.kind === 'mapped';
  return isMapped && left.kind !== 'literal' && right.kind !== 'literal' ? opaque(value) : { kind: 'equals', left, right };
}

function opaque(value: TemplateValue): Formula {
  return { kind: 'equals', left: expression(value), right: { kind: 'literal', text: 'true' } };
}

function readOperand(value: TemplateValue, mappings: TemplateValue | undefined): Operand {
  // A dynamic reference is looked up at deployment: it equals nothing that is written.
  if (value.kind === 'scalar') return value.text.includes('{{resolve:') ? expression(value) : { kind: 'literal', text: value.text };
  if (value.kind !== 'call') return expression(value);
  if (value.name === 'Ref' && value.argument.kind === 'scalar') return { kind: 'variable', name: value.argument.text };
  const only = value.name === 'Fn::Sub' && value.argument.kind === 'scalar' ? /^\$\{([^.!}]+)\}$/.exec(value.argument.text)?.[1] : undefined;
  if (only !== undefined) return { kind: 'variable', name: only };
  return (value.name === 'Fn::FindInMap' ? readMapped(value.argument, mappings) : undefined) ?? expression(value);
}

function readMapped(argument: TemplateValue, mappings: TemplateValue | undefined): Operand | undefined {
  const [name, first, second] = argument.kind === 'list' && argument.items.length === 3 ? argument.items : [];
  if (name?.kind !== 'scalar' || !first || !second || mappings?.kind !== 'map') return undefined;
  const map = mappings.entries.find(({ key }) => key === name.text)?.value;
  if (map?.kind !== 'map') return undefined;
  const keys = [readOperand(first, undefined), readOperand(second, undefined)] as const;
  return { kind: 'mapped', map, keys };
}

function expression(value: TemplateValue): Operand {
  return { kind: 'variable', name: `=${JSON.stringify(value, (key, part: unknown) => (/^(?:start|end|keyStart|keyEnd|quoted|file)$/.test(key) ? undefined : part))}` };
}
