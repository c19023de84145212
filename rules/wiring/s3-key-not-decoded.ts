import { rawObjectKeys } from '../../src/project/raw-object-keys.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 's3-key-not-decoded',
  severity: 'warning',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Key of an S3 notification is used without being decoded.',
    rationale: "Notifications encode keys for URLs: 'my photo.jpg' arrives as 'my+photo.jpg'. Calls with the key as it arrives answer NoSuchKey for every name with a blank or a character beyond ASCII, and no test with a plain name shows it.",
    remedy: "Decode it first: `decodeURIComponent(key.replace(/\\+/g, ' '))`, `urllib.parse.unquote_plus(key)`.",
    silentWhen: ['the key goes through any call before', 'the notification arrives through EventBridge, which does not encode keys'],
    references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html'],
  },
  messages: {
    raw: "Code of {functions} gives '{operation}' the key as the notification encodes it, which fails for names with blanks or characters beyond ASCII.",
  },
  requires: { rawObjectKeys },

  *check({ rawObjectKeys: all }) {
    for (const { at, operation, owners } of all) {
      const [only, other] = owners;
      yield { message: 'raw', data: { functions: functionNames(owners), operation }, at, ...(only && !other ? { function: only.logicalId } : {}) };
    }
  },
});
