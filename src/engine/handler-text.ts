import type { FileRequest } from '../project/handler-request.js';
import type { FileSource } from '../source/file-source.js';

/** Where little but its name speaks for a file, it has to have the handler, too: many a comment has the word `handler`, and any page of a web site exports something. */
export function hasHandler(source: FileSource, { exportName, language }: FileRequest, file: string): boolean {
  const name = /^\w+/.exec(exportName)?.[0];
  return name !== undefined && (language === 'python' ? definesName : exportsName)(source.read(file) ?? '', name);
}

/** The same, or what it exports stands in another module. */
export function mayHaveHandler(source: FileSource, request: FileRequest, file: string): boolean {
  return hasHandler(source, request, file) || (request.language === 'javascript' && /\bexport\s*\*\s*from\b|\bmodule\.exports\s*=\s*require\b/.test(source.read(file) ?? ''));
}

function exportsName(text: string, name: string): boolean {
  const commonJs = `\\bexports\\s*(?:\\.\\s*|\\[\\s*["'])${name}\\b|\\bmodule\\.exports\\s*=[^;]{0,2000}\\b${name}\\b|\\bexports,\\s*(?:["'\`]|\\{[^;]{0,500}\\b)${name}\\b`;
  const declared = `(?:(?:(?:const|let|var|class)\\s+|(?:async\\s+)?function(?:\\s*\\*\\s*|\\s+))(?:\\{[^{}]{0,500}\\b)?|\\*\\s*as\\s+|\\{[^{}]{0,2000}\\b)${name}\\b`;
  return new RegExp(`${commonJs}|\\bexport\\s+${name === 'default' ? 'default\\b|' : ''}${declared}|\\bexport\\s*=[^;]{0,2000}\\b${name}\\b`).test(text);
}

function definesName(text: string, name: string): boolean {
  return new RegExp(`\\b(?:def|class)[ \\t]+${name}\\b|^${name}[ \\t]*[:=]|\\bimport\\b[^#\\n]{0,500}\\b${name}\\b|^[ \\t]+${name},?[ \\t]*$`, 'm').test(text);
}
