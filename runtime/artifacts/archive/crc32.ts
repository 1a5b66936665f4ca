/** The checksum of zip. @module */

/** Makes a function that continues a CRC-32 (start with 0) over more bytes. */
export function createCrc32(): (bytes: Uint8Array, before: number) => number {
  const table = createTable();
  return (bytes, before) => {
    let crc = ~before;
    for (let at = 0; at < bytes.length; at++) crc = table[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
    return ~crc >>> 0;
  };
}

function createTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
    return crc >>> 0;
  });
}
