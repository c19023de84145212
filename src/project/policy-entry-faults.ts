import type { Item } from './policy-document.js';
import type { FoundFault } from './policy-faults.js';
import type { ResourceArns } from './resource-arns.js';
import { displayText, literal } from './text.js';
import type { Hole, Text } from './text.js';

/** What IAM refuses in an action or a resource: what is neither a star nor of the form that it has to have. */
export function entryFault(arns: ResourceArns, element: 'action' | 'resource', { value, at, when }: Item): FoundFault | undefined {
  if (!value) return undefined;
  if (value.kind !== 'text') return { kind: 'shape', value: element === 'action' ? 'Action' : 'Resource', at, when };
  const kind = element === 'action' ? actionFault(value.text) : resourceFault(arns, value.text);
  // A parameter that is left empty by default has to be given: `${InstanceArn}/agent/*`.
  const isOpen = when !== undefined && (literal(value.text) === '' || startsInside(value.text));
  return kind && !isOpen ? { kind, value: displayText(value.text), at, when } : undefined;
}

function startsInside([first]: Text): boolean {
  return typeof first === 'string' && /^[:/]/.test(first);
}

function actionFault(text: Text): FoundFault['kind'] | undefined {
  const action = literal(text);
  if (action === undefined || /^\*+$/.test(action)) return undefined;
  const colons = action.split(':', 3).length - 1;
  if (colons > 1) return 'colons';
  return colons === 0 ? 'action' : undefined;
}

/** AWS has more partitions than are public; all are called alike. */
const PARTITION = /^aws(?:-[a-z]+)*$/;
const POLICY_VARIABLE = /^\$\{/;
/** What a script fills in before the deployment: `%topic-arn%`. */
const BUILD_TOKEN = /^%+[\w-]+%/;

/** What is wrong with a text as the resource of a statement. */
export function resourceFault(arns: ResourceArns, text: Text): FoundFault['kind'] | undefined {
  const [first] = text;
  // A name, or the URL of a queue, is where an ARN has to be.
  if (typeof first === 'object') return !isStackId(first) && arns.isNoArn(first) ? 'resource' : undefined;
  if (first === undefined || first.startsWith('*') || POLICY_VARIABLE.test(first) || BUILD_TOKEN.test(first)) return first === undefined ? 'resource' : undefined;
  if (!first.startsWith('arn:')) return 'arn:'.startsWith(first) || /^a?r?n?[*?$]/.test(first) ? undefined : 'resource';
  const [, partition, service, region] = first.split(':', 4);
  if (partition !== undefined && service !== undefined && !/[*?]/.test(partition) && !PARTITION.test(partition)) return 'partition';
  const whole = literal(text);
  if (whole !== undefined && !/[*?$]/.test(whole) && whole.split(':', 6).length < 6) return 'parts';
  return service === 'iam' && region !== undefined && region !== '' && !/[*?$]/.test(region) && first.split(':', 5).length > 4 ? 'region' : undefined;
}

/** The one pseudo parameter that is an ARN. */
function isStackId(hole: Hole): boolean {
  return hole.kind === 'pseudo' && hole.name === 'AWS::StackId';
}
