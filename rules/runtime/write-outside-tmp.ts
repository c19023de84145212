import { lostFileWrites } from '../../src/project/lost-file-writes.js';
import { writtenPath } from '../../src/project/packaged-folder.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'write-outside-tmp',
  severity: 'error',
  precision: 'medium',
  preset: 'strict',
  docs: {
    summary: 'Code writes a file into the folder of the package, which is read-only.',
    rationale: 'A relative path leads to `/var/task`. The write works on the machine of its author and fails on Lambda with EROFS or OSError 30.',
    remedy: 'Write below `/tmp`, or to a file system that is mounted.',
    silentWhen: ['the beginning of the path is neither written out nor the folder of the file (`__dirname`), or `..` leads out of it', 'the code changes its working folder', 'the error is caught, there or by a caller that tries nothing else', 'the write stands under a condition, which may be a setting, or it or a call on the way to it under one or behind an early `return` for one that reads the environment', 'the path is absolute and neither in the package nor in a layer', 'a folder is made unless it is there, and the package brings it'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html', 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html'],
  },
  messages: {
    readOnly: "{functions} cannot write to '{path}': only '/tmp' and file systems that are mounted can be written.",
  },
  requires: { lostFileWrites },

  *check({ lostFileWrites: all }) {
    for (const { at, prefix, path, owners } of all) {
      const [only, other] = owners;
      const names = functionNames(owners);
      yield {
        message: 'readOnly',
        data: { functions: names.charAt(0).toUpperCase() + names.slice(1), path: writtenPath(path) ?? `${prefix}…` },
        at,
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});
