import type { TemplateFacts } from '../facts/model.js';
import { isPart } from './template-part.js';

/** Whether the template shows all resources that there will be: macros and includes may add some, and so may other parts. */
export function isComplete(template: TemplateFacts): boolean {
  const { transforms, hasMoreResources } = template;
  return !hasMoreResources && !isPart(template) && transforms.every((name) => /^AWS::(?:Serverless|LanguageExtensions)/.test(name));
}
