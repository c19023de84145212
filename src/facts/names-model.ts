/**
 * Every name that a file could mean a method, a class or an operation by, wherever it is written: members, keys of patterns, imported
 * names, short texts. Read only when somebody asks: no fact of a run needs it.
 */
export interface CodeNames {
  readonly names: readonly string[];
  /** A method is called by a name that is computed. */
  readonly computesNames: boolean;
  /** Code is loaded or made at run time that the file does not name. */
  readonly loadsUnnamed: boolean;
}
