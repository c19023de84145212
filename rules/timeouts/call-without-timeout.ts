import { endlessCalls } from '../../src/project/endless-calls.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'call-without-timeout',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Request has no timeout and may wait for ever.',
    rationale: 'When the other side does not answer, the function waits until Lambda ends it: the time is billed, no error is caught or logged, and no retry happens. SDK v3 for JavaScript, `requests`, `urllib`, `urllib3` and `http.client` set no timeout of their own.',
    remedy: 'Give the request a timeout well below that of the function: `timeout=` in Python, `requestHandler: { connectionTimeout, socketTimeout }` for a client of SDK v3.',
    silentWhen: ['options are handed on that are not known', 'the client has a request handler or a defaults mode', '`socket.setdefaulttimeout` or a variable of the environment gives a timeout to all', 'an adapter of the project is mounted on a session of `requests`, or a request of another place in the code of a function gives its client a timeout', '`timeout=None` is written', 'boto3 and SDK v2, which have timeouts'],
    references: ['https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-https.html', 'https://requests.readthedocs.io/en/latest/user/advanced/#timeouts', 'https://docs.python.org/3/library/urllib.request.html'],
  },
  messages: {
    call: "'{name}' without a timeout may wait until the end of {functions}.",
    client: "'{name}' has no request timeout: a request may wait until the end of {functions}.",
  },
  requires: { endlessCalls },

  *check({ endlessCalls: all }) {
    for (const { kind, name, at, owners } of all) {
      const [only, other] = owners;
      yield { message: kind, data: { name, functions: functionNames(owners) }, at, ...(only && !other ? { function: only.logicalId } : {}) };
    }
  },
});
