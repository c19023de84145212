import { createDriver } from '../../src/analysis.js';
import type { Driver } from '../../src/analysis.js';
import { extractTemplate } from '../../src/facts/template/extract.js';
import { bindProject } from '../../src/project/files.js';
import { standAlone } from '../../src/project/nested-stacks.js';

/** Answers about a project that is nothing but templates: `template.yaml` when only a text is given. */
export function projectOf(texts: string | Readonly<Record<string, string>>): Driver {
  const byPath = typeof texts === 'string' ? { 'template.yaml': texts } : texts;
  const templates = Object.entries(byPath).flatMap(([path, text]) => extractTemplate(path, text).facts ?? []);
  return createDriver(bindProject({ root: '', templates, stacks: templates.map((template) => standAlone(template)), modules: new Map(), resolutions: new Map(), handlers: new Map(), images: new Map(), scriptKindOf: () => undefined, buildOf: () => 'unknown', toolVersionsOf: () => [], compileTargetOf: () => undefined, packageFormatOf: () => undefined, packageOf: () => undefined, layerFilesOf: () => [], nativeTargetOf: () => undefined, lockedPlatformsOf: () => undefined, supplyOf: () => ({ state: 'unknown' }), misplacedInLayer: () => undefined, namesIn: () => undefined, isDeployedOtherwise: () => false, isPlainLayer: () => false }));
}
