const KIB = 1024;
const MIB = 1024 * KIB;

/** One read or write: how many bytes, from where in the file, from where in a page of memory. */
export interface Transfer {
  readonly name: string;
  readonly bytes: number;
  readonly offset: number;
  /** Bytes from the start of a page to the start of the buffer. */
  readonly shift: number;
}

/**
 * The edges where a request more is needed: 9P carries 65,512 bytes (64 KiB − 24), virtio-fs 252 KiB under SWIOTLB with alignment,
 * 256 KiB on WSL, 128 KiB without FUSE_MAX_PAGES; each with its two neighbours.
 */
const SIZES: readonly (readonly [name: string, bytes: number])[] = [
  ['1b', 1],
  ['512b', 512],
  ['4k', 4 * KIB],
  ['4k+1', 4 * KIB + 1],
  ['16k', 16 * KIB],
  ['64k-25', 64 * KIB - 25],
  ['64k-24', 64 * KIB - 24],
  ['64k-23', 64 * KIB - 23],
  ['64k', 64 * KIB],
  ['128k-1', 128 * KIB - 1],
  ['128k', 128 * KIB],
  ['128k+1', 128 * KIB + 1],
  ['252k', 252 * KIB],
  ['256k-1', 256 * KIB - 1],
  ['256k', 256 * KIB],
  ['256k+1', 256 * KIB + 1],
  ['512k', 512 * KIB],
  ['1m', MIB],
];

/** `unaligned` is in the file (matters to page caches and to the far side's disk); `shifted` is in memory (adds a page to a FUSE request). */
const UNALIGNED: readonly string[] = ['4k', '64k', '256k', '1m'];
const SHIFTED: readonly string[] = ['256k', '1m'];

export const TRANSFERS: readonly Transfer[] = [
  ...SIZES.map(([name, bytes]) => ({ name, bytes, offset: 0, shift: 0 })),
  ...SIZES.filter(([name]) => UNALIGNED.includes(name)).map(([name, bytes]) => ({
    name: `${name}.unaligned`,
    bytes,
    offset: 1,
    shift: 0,
  })),
  ...SIZES.filter(([name]) => SHIFTED.includes(name)).map(([name, bytes]) => ({
    name: `${name}.shifted`,
    bytes,
    offset: 0,
    shift: 1,
  })),
];

export const CONCURRENT_BYTES = 4 * KIB;

/** Every transfer ends well inside: none of them meets the end of the file, where 9P asks once more. */
export const DATA_FILE_BYTES = MIB + 64 * KIB;
