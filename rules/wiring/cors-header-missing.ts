import { answersWithoutCors } from '../../src/project/answers-without-cors.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'cors-header-missing',
  severity: 'warning',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: "Handler behind a REST API with CORS answers without 'Access-Control-Allow-Origin'.",
    rationale: "With Lambda proxy integration `Cors` of SAM, or a mocked `OPTIONS` method, answers preflight requests and nothing else. The request itself then runs and takes effect, but the browser keeps the answer from the page, which sees a network error; tests without a browser pass.",
    remedy: "Return `Access-Control-Allow-Origin` among the headers of each answer, those about errors included.",
    silentWhen: [
      'not every answer can be seen, or something wraps the handler',
      'the code says anything of CORS, in a name or a comment',
      'the function seems to be for services: an API key, IAM or a signature is asked for, or names speak of webhooks, callbacks, health checks and the like',
      'no answer has data, or one is no JSON or a redirection: browsers go to pages, and services want a status',
      'the function has triggers besides, other functions may invoke it, or a CloudFront distribution of the template has the API as an origin',
    ],
    references: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html', 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html'],
  },
  messages: {
    missing: "No answer of {functions} has the header 'Access-Control-Allow-Origin': REST API '{api}' adds it to answers to preflight requests only.",
    preflight: "Preflight requests to '{api}' are answered as set here.",
  },
  requires: { answersWithoutCors },

  *check({ answersWithoutCors: all }) {
    for (const { preflight: { api, at: setAt }, at, owners } of all) {
      const [only, other] = owners;
      yield {
        message: 'missing',
        data: { functions: functionNames(owners), api },
        at,
        related: [{ message: 'preflight', data: { api }, at: setAt }],
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});
