import type { Span, Within } from './model.js';

export interface EnvironmentReadFact extends Span {
  readonly variable: string;
  readonly within: Within;
  /** A default, a presence test or an assignment in the file: absence is handled. */
  readonly hasFallback: boolean;
  /** The exported variable or the property that it goes to as it is: others may cope with its absence. */
  readonly keptAs?: string;
  /** Where a variable of the module has it: the functions that use that one. Whoever runs none of them does without it. */
  readonly usedIn?: readonly Within[];
  /** The functions of `usedIn` throw where it is missing; they, and only they, decide. */
  readonly isRequired?: true;
  /** Such a read is made where this parameter of its function is not given. */
  readonly insteadOf?: number;
  /** That property is one of an object with settings: who does not read it there does without it. */
  readonly isSetting?: true;
}

/** A function that reads the variable of the environment whose name it is given, and throws where there is none. */
export interface EnvironmentReaderFact {
  readonly function: number;
  /** The parameter that gets the name. */
  readonly index: number;
}

/** A member of an object with settings, read where it has to be there. */
export interface SettingReadFact {
  readonly name: string;
  readonly within: Within;
}
