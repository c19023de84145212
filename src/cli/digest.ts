/** SHA-256, shortened to 128 bits: no two contents that anybody could find have the same. Most starts need no `node:crypto`. */
export function digest(content: string | Uint8Array): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(content).digest('base64url').slice(0, 22);
}
