import { BUILT_IN_MODULES, LOADED_MODULES } from '../../src/data/python-modules.js';
import { functions, runsRuntime } from '../../src/project/functions.js';
import { byPlace, functionNames, otherOwners } from '../../src/project/shared-values.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'python-module-name-conflict',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Python handler is in a module whose name Python itself has taken.',
    rationale: 'Every invocation ends in Runtime.BuiltInModuleConflict; or Python gives the runtime its own module, and the handler is not found in it.',
    remedy: 'Rename the file, and `Handler` with it.',
    silentWhen: ['the module is in a package (`orders/time.py`)', 'the handler or the runtime is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html', 'https://docs.python.org/3/library/sys.html#sys.builtin_module_names'],
  },
  messages: {
    builtIn: "Lambda refuses handler '{handler}' of {functions}: module '{module}' is built into Python.",
    loaded: "Handler '{handler}' of {functions} is not found: '{module}' is the module of Python's standard library that the runtime has loaded.",
    owner: "Function '{fn}' gets the handler.",
  },
  requires: { functions },

  *check({ functions: all }) {
    const inPython = all.filter((fn) => runsRuntime(fn) && known(fn.runtime)?.startsWith('python'));
    for (const { value, at, owners } of byPlace(inPython, ({ handler }) => handler)) {
      const [module = '', attribute] = value.split('.');
      const message = BUILT_IN_MODULES.has(module) ? 'builtIn' : LOADED_MODULES.has(module) ? 'loaded' : undefined;
      if (!message || attribute === undefined) continue;
      yield {
        message,
        data: { handler: value, functions: functionNames(owners), module },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'owner', data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});
