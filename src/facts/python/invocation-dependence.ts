import { forEachPythonChild } from '../../source/python-children.js';
import type { PythonFunction, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { PythonBinding, PythonDefinition, PythonScopes } from '../../source/python-scopes.js';
import type { References } from './references.js';
import { isFunction, returnedValues } from './syntax.js';

/** Results of these are the same on every invocation when what they are given is. */
const STEADY_MODULES = /^(?:os|sys|json|botocore(?:\.config)?|string|re|urllib\.parse|logging|functools|typing|pathlib|ssl|certifi|aws_xray_sdk(?:\..*)?)$/;
const STEADY_BUILTINS: ReadonlySet<string> = new Set(['str', 'int', 'float', 'bool', 'dict', 'list', 'tuple', 'set', 'len', 'getattr', 'bytes', 'min', 'max', 'sorted']);
/** Of the SDK, what builds clients and sessions; calls of services are not the same each time. */
const STEADY_SDK = /^(?:client|resource|Session|session|Config|config)$/;

/**
 * Says whether a value may differ between invocations: it reads a parameter of a function around it, something fetched,
 * or a module variable that functions assign. A call of anything that may fetch counts.
 */
export function createInvocationDependence(scopes: PythonScopes, references: References): (node: PythonNode) => boolean {
  const known = new Map<PythonBinding, boolean>();
  const knownFunctions = new Map<PythonFunction, boolean>();

  function varies(node: PythonNode): boolean {
    switch (node.nodeType) {
      case 'Constant': return false;
      case 'Name': {
        const binding = scopes.bindingOf(node);
        return binding ? bindingVaries(binding) : false;
      }
      case 'Await': case 'Yield': case 'YieldFrom': return true;
      case 'Call': return callVaries(node);
      default: return childVaries(node);
    }
  }

  function childVaries(node: PythonNode): boolean {
    let found = false;
    forEachPythonChild(node, (child) => { found ||= varies(child); });
    return found;
  }

  function callVaries(node: PythonNodeOf<'Call'>): boolean {
    if (childVaries(node)) return true;
    const called = references.denote(node.func);
    switch (called.kind) {
      case 'global': return !STEADY_BUILTINS.has(called.path[0] ?? '');
      case 'function': return functionVaries(called.node);
      case 'value': case 'dict': return false;
      case 'import': {
        if (/^(?:boto3|botocore|aioboto3)/.test(called.specifier)) return called.path.some((step) => step !== '#call' && !STEADY_SDK.test(step));
        return !STEADY_MODULES.test(called.specifier) && !/^[A-Z]/.test(called.path.at(-1) ?? '');
      }
      case 'class': return false;
      // A method of a text: `.lower()`, `.format()`.
      default: return node.func.nodeType !== 'Attribute' || varies(node.func.value);
    }
  }

  /** What it returns, apart from what it is given. */
  function functionVaries(fn: PythonFunction): boolean {
    const done = knownFunctions.get(fn);
    if (done !== undefined) return done;
    knownFunctions.set(fn, false);
    const values = returnedValues(fn);
    const result = values?.some((value) => returnVaries(value, fn)) ?? true;
    knownFunctions.set(fn, result);
    return result;
  }

  function returnVaries(node: PythonNode, fn: PythonFunction): boolean {
    if (node.nodeType === 'Name') {
      const [first] = scopes.bindingOf(node)?.definitions ?? [];
      if (first?.kind === 'parameter' && first.node === fn) return false;
    }
    return varies(node);
  }

  function bindingVaries(binding: PythonBinding): boolean {
    const done = known.get(binding);
    if (done !== undefined) return done;
    known.set(binding, false);
    const { definitions, scope } = binding;
    const result = scope.kind === 'module' ? definitions.some(({ kind, from }) => kind !== 'function' && kind !== 'class' && isInFunction(from)) : definitions.some(definitionVaries);
    known.set(binding, result);
    return result;
  }

  function definitionVaries(definition: PythonDefinition): boolean {
    switch (definition.kind) {
      case 'parameter': return definition.receiver === undefined || !isSelf(definition);
      case 'value': return varies(definition.value);
      // One for each element of a list, as a client per region, is meant.
      case 'item': case 'opaque': return true;
      default: return false;
    }
  }

  return varies;
}

function isInFunction(scope: PythonDefinition['from']): boolean {
  for (let current: typeof scope | undefined = scope; current; current = current.parent) if (isFunction(current.node)) return true;
  return false;
}

/** The class itself is the same each time; what an instance holds came from somewhere. */
function isSelf(definition: PythonDefinition): boolean {
  return definition.kind === 'parameter' && definition.receiver?.isClass === true;
}
