import type { Span, SuppressionFact } from './model.js';

export interface ScalarValue extends Span {
  readonly kind: 'scalar';
  /** The decoded text. */
  readonly text: string;
  /** Written in quotes or as a block: always a string, whatever it looks like. */
  readonly quoted: boolean;
  /** Where each `${…}` of a text over several lines stands, in their order. */
  readonly holes?: readonly NamedSpan[];
}

export interface NamedSpan extends Span {
  readonly name: string;
}

export interface ListValue extends Span {
  readonly kind: 'list';
  readonly items: readonly TemplateValue[];
}

export interface MapEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: TemplateValue;
  /** Of the key, as in `Span`. */
  readonly file?: string;
}

export interface MapValue extends Span {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

/** An intrinsic function, in its long or its short form: `name` is `Ref`, `Condition` or `Fn::…`. */
export interface CallValue extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly argument: TemplateValue;
}

/** Something that cannot be read as a value: an unknown tag, a placeholder of another template language. */
export interface OpaqueValue extends Span {
  readonly kind: 'opaque';
  readonly reason: string;
}

export type TemplateValue = ScalarValue | ListValue | MapValue | CallValue | OpaqueValue;

export interface ParameterFact extends Span {
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  readonly default?: TemplateValue;
  readonly allowedValues?: TemplateValue;
  readonly noEcho: boolean;
  /** The value of `NoEcho`, whatever it is. */
  readonly noEchoAt?: Span;
}

export interface ResourceFact {
  readonly logicalId: string;
  /** The logical id itself: where a missing property is reported. */
  readonly key: Span;
  /** Key and body together. */
  readonly whole: Span;
  readonly type: string;
  readonly properties?: TemplateValue;
  readonly metadata?: TemplateValue;
  readonly ignoreGlobals?: TemplateValue;
  /** SAM: connectors from this resource to others. */
  readonly connectors?: TemplateValue;
  readonly condition?: string;
}

export interface DuplicateKeyFact {
  readonly key: string;
  readonly first: Span;
  readonly second: Span;
}

export interface TemplateFacts {
  readonly path: string;
  /** Other files that values of it stand in, for a template that was joined with what it includes. */
  readonly included?: readonly string[];
  readonly transforms: readonly string[];
  readonly parameters: readonly ParameterFact[];
  readonly mappings?: TemplateValue;
  readonly conditions?: TemplateValue;
  readonly globals?: TemplateValue;
  readonly resources: readonly ResourceFact[];
  /** A macro, an include or a loop that is not read stands for resources that are not among them. */
  readonly hasMoreResources?: true;
  /** It may take values that other stacks export. */
  readonly hasImports?: true;
  readonly outputs?: TemplateValue;
  readonly duplicateKeys: readonly DuplicateKeyFact[];
  readonly suppressions: readonly SuppressionFact[];
}
