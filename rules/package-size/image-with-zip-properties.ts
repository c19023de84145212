import { quotedNames } from '../../src/project/shared-values.js';
import { zipSettingsOfImages } from '../../src/project/stray-settings.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'image-with-zip-properties',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Function runs a container image, but has a handler, a runtime or layers.',
    rationale: 'An image brings its own runtime, handler and libraries: the deployment fails. Usually the properties come from `Globals`, which SAM gives to every function.',
    remedy: 'Remove the properties, or leave them out for this function with `IgnoreGlobals`; `ImageConfig.Command` replaces the handler.',
    silentWhen: ['a condition may leave the property out', 'the package type is not known before deployment', '`IgnoreGlobals` leaves it out'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/images-create.html', 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html'],
  },
  messages: {
    stray: "Function '{fn}' runs a container image{when}, but gets {settings}, which only a zip package may have.",
    also: "'{setting}' as well.",
    inherited: "Function '{fn}' gets it from Globals.",
  },
  requires: { zipSettingsOfImages },

  *check({ zipSettingsOfImages: functions }) {
    for (const { fn, at, when, settings } of functions) {
      const [first, ...others] = settings;
      if (!first) continue;
      yield {
        message: 'stray',
        data: { fn, when, settings: quotedNames(settings.map(({ setting }) => setting)) },
        at: first.at,
        related: [
          ...others.map(({ setting, at: place }) => ({ message: 'also' as const, data: { setting }, at: place })),
          ...(first.isInherited ? [{ message: 'inherited' as const, data: { fn }, at }] : []),
        ],
        function: fn,
      };
    }
  },
});
