import type { PythonNode, PythonNodeOf } from '../../source/python.js';
import { RESULT, type References } from './references.js';
import { ancestor, type Place } from './walk.js';

/** `dynamodb.Table(name)` of a resource of boto3. */
const MADE = /^(?:Table|Bucket|Object|Queue|Topic|Stream|StateMachine)$/;
/** Parameters that say what a call works on. */
const PARAMETER = /^(?:TableName|Bucket|QueueUrl|TopicArn|TargetArn|FunctionName|SecretId|StreamName|DeliveryStreamName|stateMachineArn|UserPoolId)$/;

/** Whether a node is an argument of a call; its parent is the `level`-th ancestor of the place. */
export function isArgument(node: PythonNode, place: Place, level: number): boolean {
  return callWith(node, place, level) !== undefined;
}

/** Whether a value names what a call of boto3 works on. */
export function isNameForAws(node: PythonNode, place: Place, level: number, references: References): boolean {
  const call = callWith(node, place, level);
  if (!call) return false;
  const { keyword } = call;
  const denoted = references.denote(call.node.func);
  if (denoted.kind !== 'import' || denoted.specifier !== 'boto3' || !denoted.path.includes(RESULT)) return false;
  return keyword === undefined ? call.node.args[0] === node && MADE.test(denoted.path.at(-1) ?? '') : PARAMETER.test(keyword);
}

function callWith(node: PythonNode, place: Place, level: number): { readonly node: PythonNodeOf<'Call'>; readonly keyword: string | undefined } | undefined {
  const parent = ancestor(place, level);
  if (parent?.nodeType === 'Call' && parent.func !== node) return { node: parent, keyword: undefined };
  const call = parent?.nodeType === 'Keyword' ? ancestor(place, level + 1) : undefined;
  return parent?.nodeType === 'Keyword' && call?.nodeType === 'Call' && parent.arg ? { node: call, keyword: parent.arg } : undefined;
}
