import { leftFiles } from '../../src/project/left-files.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'tmp-not-cleaned',
  severity: 'note',
  precision: 'medium',
  preset: 'strict',
  docs: {
    summary: 'Code writes a file for each event below `/tmp` and removes none.',
    rationale: 'An execution environment serves many invocations, and `/tmp` with its 512 MB (unless more is set) lives as long: it fills up, and what one request has left the next can read.',
    remedy: 'Remove the file when it is done with, or write to one path that is used again.',
    silentWhen: ['the path has no part that comes from the event or is made by chance (`uuid4()`, `mkdtemp()`)', 'some code removes or moves files, or runs other programs', 'part of the code cannot be read'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html', 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html'],
  },
  messages: {
    left: "File '{prefix}…' gets another name with each event, and the code of {functions} removes no file.",
  },
  requires: { leftFiles },

  *check({ leftFiles: all }) {
    for (const { at, prefix, owners } of all) {
      const [only, other] = owners;
      yield { message: 'left', data: { prefix, functions: functionNames(owners) }, at, ...(only && !other ? { function: only.logicalId } : {}) };
    }
  },
});
