import { readdirSync } from 'node:fs';

/** What writes templates itself: its own file in a folder, and where its output is. */
interface Framework {
  readonly name: string;
  readonly file: RegExp;
  readonly advice: string;
}

export const FRAMEWORKS: readonly Framework[] = [
  { name: 'CDK', file: /^cdk\.json$/, advice: "CDK: lambdavet reads what 'cdk synth' writes; run it before 'lambdavet cdk.out'." },
  { name: 'Serverless Framework', file: /^serverless\.(?:ya?ml|json|[cm]?js|ts)$/, advice: "Serverless Framework: lambdavet reads what 'serverless package' writes; run it before 'lambdavet .serverless'." },
];

/** The files of a framework in a folder; none where it is no folder. */
export function filesOf({ file }: Framework, folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => file.test(name)).sort();
  } catch {
    return []; // What is no folder has no files.
  }
}

/** Where the templates of a folder, given as `written`, come from that has none, nor its subfolders any. */
export function adviceFor(folder: string, written: string): string {
  const prefix = /^\.?\/?$/.test(written) ? '' : `${written.replace(/\/$/, '')}/`;
  const places = ['', ...subfolders(folder).map((name) => `${name}/`)];
  return FRAMEWORKS.flatMap((framework) => {
    const place = places.find((one) => filesOf(framework, `${folder}/${one}`).length > 0);
    return place === undefined ? [] : [`. ${framework.advice.slice(0, -1).replace("'lambdavet ", (words) => `${words}${prefix}${place}`)}`];
  }).join('');
}

function subfolders(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'node_modules').map(({ name }) => name).sort();
  } catch {
    return []; // What is no folder has none.
  }
}
