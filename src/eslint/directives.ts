import type { TemplateComment } from './template-ast.js';

/** An `eslint-disable` comment or one of its relatives, in the form ESLint takes. */
export interface DisableDirective {
  readonly type: 'disable' | 'enable' | 'disable-line' | 'disable-next-line';
  readonly node: TemplateComment;
  /** The rules that are named. */
  readonly value: string;
  readonly justification: string;
}

/** Comments that switch rules off and on: `# eslint-disable-next-line lambdavet/rule -- reason`. */
export function findDirectives(comments: readonly TemplateComment[]): DisableDirective[] {
  return comments.flatMap((node) => {
    const [directive = '', justification = ''] = splitReason(node.value.trim());
    const [, type, value = ''] = /^eslint-(disable-next-line|disable-line|disable|enable)(?:\s+([^]*))?$/.exec(directive) ?? [];
    return isType(type) ? [{ type, node, value: value.trim(), justification }] : [];
  });
}

function isType(type: string | undefined): type is DisableDirective['type'] {
  return type !== undefined;
}

/** Two or more dashes with blanks around them, as in ESLint's own comments. */
function splitReason(text: string): readonly string[] {
  const dashes = /\s-{2,}\s/.exec(text);
  return dashes ? [text.slice(0, dashes.index).trim(), text.slice(dashes.index + dashes[0].length).trim()] : [text];
}
