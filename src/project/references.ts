import type { TemplateValue } from '../facts/model.js';

/** Names that `Ref`, `Fn::GetAtt` and `Fn::Sub` mention anywhere inside a value: logical ids, parameters, pseudo parameters. */
export function walkReferences(value: TemplateValue): ReadonlySet<string> {
  const found = new Set<string>();
  collect(value, found);
  return found;
}

function collect(value: TemplateValue, found: Set<string>): void {
  if (value.kind === 'list') for (const item of value.items) collect(item, found);
  else if (value.kind === 'map') for (const entry of value.entries) collect(entry.value, found);
  else if (value.kind === 'call') {
    collectNames(value.name, value.argument, found);
    collect(value.argument, found);
  }
}

function collectNames(name: string, argument: TemplateValue, found: Set<string>): void {
  const first = argument.kind === 'list' ? argument.items[0] : argument;
  if (first?.kind !== 'scalar') return;
  if (name === 'Ref') found.add(first.text);
  if (name === 'Fn::GetAtt') found.add(first.text.split('.')[0] ?? '');
  if (name !== 'Fn::Sub') return;
  const own = argument.kind === 'list' && argument.items[1]?.kind === 'map' ? argument.items[1].entries.map(({ key }) => key) : [];
  for (const [, id = ''] of first.text.matchAll(/\$\{([A-Za-z0-9]+)(?:\.[^{}]*)?\}/g)) if (!own.includes(id)) found.add(id);
}
