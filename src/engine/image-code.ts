import type { Location } from '../diagnostic.js';
import { requestHandler } from '../project/handler-request.js';
import type { ImageFile } from '../project/files.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { imageBuild } from '../project/image-build.js';
import type { ImageBuild } from '../project/image-build.js';
import type { Resolved } from '../resolved.js';
import type { FileSource } from '../source/file-source.js';
import { readFinalStage } from './packaging/dockerfile.js';
import { folderAbove, layoutOf } from './packaging/image-layout.js';

/** What a Dockerfile tells of a function. */
export interface ImageCode {
  readonly image: ImageFile;
  /** The function as if its code were uploaded as it is; undefined where its file cannot be told. */
  readonly definition: FunctionDefinition | undefined;
}

/** Base images that AWS makes. Sources: gallery.ecr.aws/lambda, hub.docker.com/r/amazon/aws-lambda-python. */
const BASE = /^(?:public\.ecr\.aws\/lambda\/|amazon\/aws-lambda-)(?:python:(3\.\d{1,2})|nodejs:(\d{2}))(?=$|[.@-])/;
const EXTENSIONS = { python: ['.py', '/__init__.py'], javascript: ['.js', '.mjs', '.cjs'] };

/** Reads the Dockerfile of a function whose image `sam build` makes from a base image of AWS; undefined for all others. */
export function readImage(source: FileSource, definition: FunctionDefinition): ImageCode | undefined {
  const build = imageBuild(definition);
  const text = build && source.kind(build.dockerfile) === 'file' ? source.read(build.dockerfile) : undefined;
  const stage = text === undefined ? undefined : readFinalStage(text);
  const [, python, node] = BASE.exec(stage?.base.image ?? '') ?? [];
  if (!build || !stage || (python === undefined && node === undefined)) return undefined;
  const { command, setsEnvironment, sourceOf } = layoutOf(source, build.context, stage);
  const placeOf = ({ start, end }: { readonly start: number; readonly end: number }): Location => ({ path: build.dockerfile, start, end });
  const runtime: Resolved<string> = { state: 'known', value: python === undefined ? `nodejs${node ?? ''}.x` : `python${python}`, at: placeOf(stage.base) };
  const handler = handlerOf(definition, build.command, command && { text: command.text, at: placeOf(command.at) }, placeOf(stage.base));
  const image = { dockerfile: build.dockerfile, base: stage.base.image, runtime, handler, setsEnvironment };
  return { image, definition: asUploaded({ ...definition, runtime, handler, packageType: { state: 'known', value: 'Zip', at: definition.at } }, sourceOf) };
}

function handlerOf({ at }: FunctionDefinition, given: ImageBuild['command'], command: { readonly text: string; readonly at: Location } | undefined, base: Location): Resolved<string> {
  if (given) return given.text === undefined ? { state: 'unknown', reason: "its 'Command' is not one text", at } : { state: 'known', value: given.text, at: given.at };
  return command ? { state: 'known', value: command.text, at: command.at } : { state: 'unknown', reason: 'its Dockerfile starts something else, or in another way', at: base };
}

function asUploaded(definition: FunctionDefinition, sourceOf: (inside: string) => string | undefined): FunctionDefinition | undefined {
  const inFolder = (path: string): FunctionDefinition => ({ ...definition, code: { kind: 'local', path, written: path === '' ? '.' : path, isImplicit: true, at: definition.at } });
  const request = requestHandler(inFolder(''));
  if (request.kind !== 'files') return undefined;
  const file = EXTENSIONS[request.language].map((extension) => sourceOf(request.module + extension)).find((found) => found !== undefined);
  const folder = file === undefined ? undefined : folderAbove(file, request.module);
  return folder === undefined ? undefined : inFolder(folder);
}
