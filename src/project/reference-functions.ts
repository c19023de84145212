import type { ParameterFact, TemplateValue } from '../facts/model.js';
import { valueWords } from './condition-words.js';
import { allowedTexts } from './conditions.js';
import { isNull, knownText, listOfTexts, plainText } from './evaluated.js';
import type { Asked, Result } from './evaluated.js';
import { splitReference } from './resource-id.js';
import type { Text } from './text.js';

/** `Ref` of a parameter, a pseudo parameter or a resource; what is neither is taken for a resource that something adds. */
export function refer(asked: Asked, name: string): Result {
  if (name === 'AWS::NoValue') return { state: 'absent', at: asked.owner };
  if (name.startsWith('AWS::')) return knownText(asked, [{ kind: 'pseudo', name }]);
  const parameter = asked.scope.parameters.get(name);
  if (!parameter) return knownText(asked, [{ kind: 'resource', logicalId: name, attribute: undefined }]);
  // A gap cannot be printed: neither in a message nor by `inspect`.
  if (parameter.noEcho) return knownText(asked, [{ kind: 'unknown', reason: `parameter '${name}' has 'NoEcho'` }]);
  if (parameter.type.startsWith('AWS::SSM::')) return asked.unknown(`parameter '${name}' is looked up in Systems Manager`);
  const given = asked.scope.given.get(name);
  const value = given ?? parameterValue(asked, parameter);
  if (isRuledOut(asked, name, value)) return asked.unknown(`parameter '${name}' has another value under the condition`);
  return given ? givenValue(asked, parameter, given) : value;
}

/** A default, of the template or of the stack around it, with which the condition would not hold: where it holds, another value is given. */
function isRuledOut({ scope: { within, conditions } }: Asked, name: string, value: Result): boolean {
  if (within === undefined || value.state !== 'known' || !value.when?.startsWith('by default')) return false;
  const text = plainText(value);
  return text !== undefined && !conditions.canHold(within, valueWords(name, text));
}

/** From outside comes a text, for a list too. */
function givenValue({ call }: Asked, { type }: ParameterFact, given: Result): Result {
  const text = isList(type) ? plainText(given) : undefined;
  return text === undefined || given.state !== 'known' ? given : { ...given, value: listOfTexts(call, separated(text)) };
}

function separated(text: string): readonly Text[] {
  return text.split(',').map((item) => [item.trim()]);
}

function parameterValue(asked: Asked, parameter: ParameterFact): Result {
  const { name, type, default: written } = parameter;
  const only = onlyAllowed(parameter);
  if (only) return asked.evaluate(only);
  if (!written || (written.kind === 'scalar' && isNull(written))) return asked.unknown(`parameter '${name}' has no default`);
  if (written.kind !== 'scalar') return asked.unknown(`parameter '${name}' has no plain default`);
  const value = asked.evaluate(written, asked.owner);
  if (value.state !== 'known') return value;
  const list = isList(type) ? listOfTexts(written, separated(written.text)) : value.value;
  return { ...value, value: list, when: 'by default' };
}

/** It can have no other value. */
function onlyAllowed(parameter: ParameterFact): TemplateValue | undefined {
  const [only, ...others] = allowedTexts(parameter) ?? [];
  if (only === undefined || others.some((other) => other !== only)) return undefined;
  return parameter.allowedValues?.kind === 'list' ? parameter.allowedValues.items[0] : undefined;
}

function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

/** `${Orders}` and `${Orders.Arn}` of `Fn::Sub`. */
export function referToName(asked: Asked, name: string): Result {
  const { id, attribute } = splitReference(name);
  return attribute === undefined ? refer(asked, id) : attributeOf(asked, id, attribute);
}

/** `Fn::GetAtt` in both forms. */
export function getAttribute(asked: Asked): Result | undefined {
  const { argument } = asked.call;
  const parts = argument.kind === 'list' ? argument.items : [argument];
  const names = parts.flatMap((part) => (part.kind === 'scalar' ? [part.text] : []));
  if (names.length !== parts.length) return undefined;
  const { id, attribute } = splitReference(names.join('.'));
  return id === '' || attribute === undefined ? undefined : attributeOf(asked, id, attribute);
}

/** What another stack exports, where its template is one of the project's. It stands where it is imported: the output is for others, too. */
export function importValue({ call, scope, evaluate }: Asked): Result | undefined {
  const name = plainText(evaluate(call.argument));
  const found = name === undefined ? undefined : scope.importOf(name);
  return found && { ...found, at: scope.at(call) };
}

/** An output of a nested stack is what its template says, where that is there. */
function attributeOf(asked: Asked, logicalId: string, attribute: string): Result {
  const output = attribute.startsWith('Outputs.') ? asked.scope.outputOf(logicalId, attribute.slice('Outputs.'.length)) : undefined;
  return output ?? knownText(asked, [{ kind: 'resource', logicalId, attribute }]);
}
