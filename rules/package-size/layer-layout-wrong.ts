import { misfiledLayers } from '../../src/project/misplaced-modules.js';
import { functionNames, quotedNames } from '../../src/project/shared-values.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'layer-layout-wrong',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Layer holds the modules that code imports where its runtime does not look for them.',
    rationale: 'A layer is unpacked into `/opt` as it is. Node.js looks into `/opt/nodejs/node_modules` and `/opt/nodejs/nodeN/node_modules`, Python into `/opt/python` and `/opt/python/lib/pythonX.Y/site-packages`: anything else fails with `Runtime.ImportModuleError` on every invocation.',
    remedy: 'Move the files below `python/` or `nodejs/node_modules/` of the layer, or give the layer a `BuildMethod`, with which `sam build` does that: then they stand in the folder of the layer itself.',
    silentWhen: [
      'the layer has a `BuildMethod` (one for Python counts where the module stands below a `python/` of its own), or its content is an archive or not in the repository',
      'a layer that is not in the template, or the package of the function, may bring the module',
      'the code names `/opt` or changes the search path, or the environment does',
      'the import stands in a `try` or a branch',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html', 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/building-layers.html'],
  },
  messages: {
    misplaced: "Layer '{layer}' has {names} in {paths}, where runtime {runtimes} of {functions} does not look.",
    nested: "'sam build' copies layer '{layer}' into 'python/', so that {names} in {paths} ends up in 'python/python/', where runtime {runtimes} of {functions} does not look.",
    importedHere: 'It is imported here.',
  },
  requires: { misfiledLayers },

  *check({ misfiledLayers: layers }) {
    for (const { layer, at, modules, imports, owners } of layers) {
      const runtimes = [...new Set(owners.flatMap(({ runtime }) => known(runtime) ?? []))];
      yield {
        message: modules.every(({ isBuilt }) => isBuilt) ? 'nested' : 'misplaced',
        data: { layer, names: quotedNames(modules.map(({ name }) => name)), paths: quotedNames(modules.map(({ path }) => path)), runtimes: quotedNames(runtimes), functions: functionNames(owners) },
        at,
        related: imports.map((place) => ({ message: 'importedHere' as const, at: place })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});
