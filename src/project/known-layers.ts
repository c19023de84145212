import type { Resolved } from '../resolved.js';
import type { Text } from './text.js';

/** Layers of Powertools: they run nothing by themselves. */
export const POWERTOOLS_LAYER = /:layer:AWSLambdaPowertools(?:Python|TypeScript)[^:]*:/;

/**
 * What else AWS publishes and many functions have. Like Powertools it reads variables that begin with words of its own only.
 * Sources: https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versions.html
 */
const EXTENSION_OF_AWS = /:layer:(?:AWS-Parameters-and-Secrets-Lambda-Extension|LambdaInsightsExtension)(?:-Arm64)?:/;

/** Whether no layer can read a variable that the author has named: there is none, or all are known. */
export function readNoOwnVariables(layers: Resolved<readonly Text[]>): boolean {
  if (layers.state !== 'known') return layers.state === 'absent';
  return layers.value.every((layer) => {
    const text = layerText(layer);
    return POWERTOOLS_LAYER.test(text) || EXTENSION_OF_AWS.test(text);
  });
}

/** A layer as it is written, with a star for each part that is known at deployment only. */
export function layerText(layer: Text): string {
  return layer.map((part) => (typeof part === 'string' ? part : '*')).join('');
}
