import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Large enough that the calls do not matter, small enough to stay in a processor's cache. */
const WINDOW_BYTES = 4 * 2 ** 20;

/** A folder, a pipe or a device. */
export class NoRegularFile extends Error {}

/** A part of a file in memory that slides to its end: the whole may be larger than what a string can hold. */
export class ByteWindow {
  readonly bytes = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  readonly view = new DataView(this.bytes.buffer);
  readonly #file: number;
  #end = 0;
  #isEnded = false;

  /** No link is followed and no pipe waited for: a folder of results may come from a stranger. */
  constructor(path: string) {
    this.#file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (fstatSync(this.#file).isFile()) return;
    this[Symbol.dispose]();
    throw new NoRegularFile('not a regular file');
  }

  /** Where the bytes end that were read. */
  get end(): number {
    return this.#end;
  }

  /** True when nothing of the file is left to read. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Moves what begins at `from` to the front and fills the rest. False when there is neither room nor a rest. */
  slide(from: number): boolean {
    this.bytes.copy(this.bytes, 0, from, this.#end);
    this.#end -= from;
    const room = this.bytes.length - this.#end;
    if (room === 0 || this.#isEnded) return false;
    const got = readSync(this.#file, this.bytes, this.#end, room, null);
    this.#end += got;
    this.#isEnded = got === 0;
    return got > 0;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
