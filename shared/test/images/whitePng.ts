import { crc32, deflateSync } from 'node:zlib';

/** A white PNG of 1 bit a pixel; `bytes`: inflates to as many instead. */
export const whitePng = (
  width: number,
  height: number,
  bytes = (Math.ceil(width / 8) + 1) * height,
): Buffer<ArrayBuffer> => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(1, 8);
  const chunk = (type: string, data: Buffer) => {
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    const named = Buffer.concat([Buffer.from(type), data]);
    ends.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
  };
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const pixels = deflateSync(Buffer.alloc(bytes), { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
};
