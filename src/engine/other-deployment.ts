import { joinPath } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { foldersUpFrom } from './packaging/surroundings.js';

/** What tools that deploy functions, and write no template into the repository, are told by. */
const TOLD_BY = /^(?:cdk\.json|cdktf\.json|serverless\.(?:ya?ml|json|[cm]?js|ts)|sst\.config\.[cm]?[jt]s|Pulumi\.ya?ml|.+\.tf)$/;
/** Folders beside one another that are looked into: more are no parts of one product. */
const MAX_BESIDE = 50;

/** Whether another tool than SAM deploys what lies around a folder: a template there may be for runs on one's own machine. */
export function isDeployedOtherwise(source: FileSource, folder: string): boolean {
  return foldersUpFrom(folder).some((around) => isToldIn(source, around) || foldersIn(source, around).some((one) => isToldIn(source, one)));
}

function isToldIn(source: FileSource, folder: string): boolean {
  return (source.list(folder) ?? []).some(({ name, kind }) => kind === 'file' && TOLD_BY.test(name));
}

function foldersIn(source: FileSource, folder: string): readonly string[] {
  const names = (source.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'folder' && name !== 'node_modules' && !name.startsWith('.') ? [name] : []));
  return names.sort().slice(0, MAX_BESIDE).flatMap((name) => joinPath(folder, name) ?? []);
}
