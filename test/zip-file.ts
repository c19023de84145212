import { deflateRawSync } from 'node:zlib';

/** The least that is a zip file. */
export function zip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const table: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = deflateRawSync(text);
    const head = Buffer.alloc(30 + name.length);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(name.length, 26);
    head.write(name, 30);
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(text.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    entry.write(name, 46);
    parts.push(head, data);
    table.push(entry);
    offset += head.length + data.length;
  }
  const directory = Buffer.concat(table);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(table.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}

/** The same with every number in the wide table and in the fields beside the names. */
export function wide(files: Readonly<Record<string, string>>): Buffer {
  const narrow = zip(files);
  const start = narrow.readUInt32LE(narrow.length - 6);
  const entries = Object.entries(files).map(([name, text]) => {
    const entry = Buffer.alloc(46 + name.length + 16);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(0xffffffff, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt16LE(16, 30);
    entry.write(name, 46);
    // A field of another kind stands before it.
    entry.writeUInt16LE(0x5455, 46 + name.length);
    entry.writeUInt16LE(0, 48 + name.length);
    entry.writeUInt16LE(1, 50 + name.length);
    entry.writeUInt16LE(8, 52 + name.length);
    entry.writeUInt32LE(text.length, 54 + name.length);
    return entry;
  });
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(56 + 20 + 22, 0);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeUInt32LE(entries.length, 32);
  end.writeUInt32LE(directory.length, 40);
  end.writeUInt32LE(start, 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeUInt32LE(start + directory.length, 64);
  end.writeUInt32LE(0x06054b50, 76);
  end.writeUInt16LE(0xffff, 86);
  end.writeUInt32LE(0xffffffff, 88);
  end.writeUInt32LE(0xffffffff, 92);
  return Buffer.concat([narrow.subarray(0, start), directory, end]);
}
