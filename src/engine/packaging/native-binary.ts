import type { NativeTarget } from '../../project/files.js';
import type { FileSource } from '../../source/file-source.js';

/** `e_machine`, source: Linux include/uapi/linux/elf-em.h. */
const ELF_MACHINES: ReadonlyMap<number, NativeTarget['machine']> = new Map([[0x3e, 'x86_64'], [0xb7, 'arm64']]);
/** `cputype`, source: Apple mach/machine.h. */
const MACH_MACHINES: ReadonlyMap<number, NativeTarget['machine']> = new Map([[0x01000007, 'x86_64'], [0x0100000c, 'arm64']]);
const PE_MACHINES: ReadonlyMap<number, NativeTarget['machine']> = new Map([[0x8664, 'x86_64'], [0xaa64, 'arm64']]);
const HEAD = 1024;

/** What a compiled file is for, by its first bytes; undefined for anything else. */
export function nativeTarget(source: FileSource, path: string): NativeTarget | undefined {
  const bytes = source.bytes(path, 0, HEAD);
  if (!bytes || bytes.length < 64) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if (magic === 0x7f454c46) return { system: 'Linux', machine: ELF_MACHINES.get(view.getUint16(18, bytes[5] === 1)) ?? 'other' };
  if (magic === 0xcffaedfe || magic === 0xcefaedfe) return { system: 'macOS', machine: MACH_MACHINES.get(view.getUint32(4, true)) ?? 'other' };
  // A file for several processors. Classes of Java begin with the same bytes and a version above 40.
  if (magic === 0xcafebabe && view.getUint32(4) < 20) return { system: 'macOS', machine: 'other' };
  if (view.getUint16(0) !== 0x4d5a) return undefined;
  const at = view.getUint32(60, true);
  return at + 6 <= view.byteLength && view.getUint32(at) === 0x50450000 ? { system: 'Windows', machine: PE_MACHINES.get(view.getUint16(at + 4, true)) ?? 'other' } : undefined;
}
