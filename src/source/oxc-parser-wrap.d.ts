declare module 'oxc-parser/src-js/wrap.js' {
  /** The program that the native code gave as JSON, with what JSON has no form for. */
  export function jsonParseAst(json: string): import('oxc-parser').Program;
}
