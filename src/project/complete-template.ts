import type { TemplateFacts } from '../facts/model.js';

/** Whether the template shows all resources that there will be: macros and includes may add some. */
export function isComplete({ transforms, hasMoreResources }: TemplateFacts): boolean {
  return !hasMoreResources && transforms.every((name) => /^AWS::(?:Serverless|LanguageExtensions)/.test(name));
}
