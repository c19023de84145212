import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { definitions } from './definitions.js';
import { templateStatements } from './function-grants.js';
import { grantsOfTemplate } from './grants.js';
import type { UsedPolicyTemplate } from './grants.js';
import { iamTables } from './iam-tables.js';
import { openResource } from './narrowable-actions.js';
import type { PolicyStatement } from './policy-document.js';
import { textOf } from './read-value.js';
import { qualifier } from './shared-values.js';
import type { TemplateScope } from './template-scope.js';
import { literal } from './text.js';

/** A policy template of SAM that gets a star for a name, and so is about everything of its kind. */
export interface StarredTemplate {
  readonly used: UsedPolicyTemplate;
  readonly parameter: string;
  readonly at: Location;
  readonly when: string;
  /** The narrowable actions that it leaves open. */
  readonly actions: readonly string[];
}

/** Every such template of a function. */
export const starredTemplates = defineAnalysis({
  name: 'starredTemplates',
  requires: { definitions, iamTables },
  run: ({ definitions: templates, iamTables: tables }): readonly StarredTemplate[] => templates.flatMap((template) => {
    const { scope } = template;
    return grantsOfTemplate(template).policyTemplates.flatMap((used): readonly StarredTemplate[] => {
      const star = starIn(scope, used.parameters);
      if (!star) return [];
      const actions = filledStatements(scope, used).flatMap((statement) => openResource(tables, statement, new Set())?.actions ?? []);
      return actions.length === 0 ? [] : [{ used, ...star, actions: [...new Set(actions.map(({ text }) => text))] }];
    });
  }),
});

function starIn(scope: TemplateScope, parameters: TemplateValue): Pick<StarredTemplate, 'parameter' | 'at' | 'when'> | undefined {
  if (parameters.kind !== 'map') return undefined;
  for (const { key, value } of parameters.entries) {
    const name = textOf(scope, value, scope.at(value));
    if (name.state === 'known' && /^\*+$/.test(literal(name.value) ?? '')) return { parameter: key, at: name.at, when: qualifier(name) };
  }
  return undefined;
}

/** The statements with the resources alone that the parameters decide about: many templates have a star of their own. */
function filledStatements(scope: TemplateScope, used: UsedPolicyTemplate): readonly PolicyStatement[] {
  const { start, end } = used.parameters;
  const bare = templateStatements(scope, { ...used, parameters: { kind: 'map', entries: [], start, end } });
  return templateStatements(scope, used).map((statement, index) => {
    const own = new Set(bare[index]?.resources.map(({ text }) => text));
    return { ...statement, resources: statement.resources.filter(({ text }) => !own.has(text)) };
  });
}
