/** Whether a package that code imports will be there when the code runs. */
export type Supply =
  | { readonly state: 'supplied' }
  /** `isListed`: some package of a registry may bring it, as all that is installed has a name. */
  | { readonly state: 'unknown'; readonly isListed?: true }
  | { readonly state: 'missing'; readonly reason: MissingReason };

export type MissingReason =
  /** Code inside a template is uploaded alone. */
  | { readonly kind: 'inline' }
  /** A build property of esbuild keeps it out: it is neither bundled nor installed. */
  | { readonly kind: 'external'; readonly property: 'External' | 'Packages: external' }
  /** The list of what a build installs does not name it, and nothing that it names needs it. */
  | { readonly kind: 'unlisted'; readonly list: string }
  | { readonly kind: 'development'; readonly list: string }
  /** The code folder has neither a list nor the package. */
  | { readonly kind: 'no-list'; readonly folder: string };

export const SUPPLIED: Supply = { state: 'supplied' };
export const OPEN: Supply = { state: 'unknown' };
export const LISTED: Supply = { state: 'unknown', isListed: true };

/** The package of a specifier: `@scope/a/b` is of `@scope/a`. */
export function packageName(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
