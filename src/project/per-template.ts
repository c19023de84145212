import type { TemplateDefinitions } from './definitions.js';

/**
 * Works something out once for each template. Facts never change, so what follows from one template alone holds for as long as
 * its facts are kept: an editor that changes a handler does not pay for the template again.
 */
export function perTemplate<T extends object>(work: (template: TemplateDefinitions) => T): (template: TemplateDefinitions) => T {
  const known = new WeakMap<TemplateDefinitions, T>();
  return (template) => {
    const done = known.get(template);
    if (done) return done;
    const made = work(template);
    known.set(template, made);
    return made;
  };
}
