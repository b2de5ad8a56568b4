import type { ByteWindow } from './byte-window.ts';
import { count, equalLength } from './bytes.ts';

const COMMA = 0x2c;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;

/** Holds the value that a column has in the present row. */
export interface FieldReader {
  /** The bytes of a field as they stand in the file, quotes included. Gives what is wrong with them, or null. */
  take(bytes: Buffer, from: number, to: number): string | null;
}

/** What is wrong with a row; the caller adds the name of the file. */
export class RowFault extends Error {}

/**
 * Reads a CSV file row by row. Most fields of a table of samples repeat those of the row above, so each field is first compared with
 * its predecessor's bytes: only what differs is looked at, which is some ten times faster than making strings of all.
 */
export class RowScanner {
  readonly #window: ByteWindow;
  readonly #readers: readonly FieldReader[];
  readonly #endsWithReturn: boolean;
  /** Of the row above: where each field begins, and where the last one ends with its delimiter. */
  #bounds: Int32Array;
  /** Of the present row, kept apart because it may turn out to be incomplete. */
  #nextBounds: Int32Array;
  #hasRowAbove = false;
  #at: number;
  /** Past the last newline in the window. */
  #limit = 0;
  /** Whether a text with a line break was seen. */
  #hasLineBreaks = false;
  /** Of the present row, as an editor counts. */
  #line = 1;
  #nextLine = 2;

  /** `at`: where the first row begins in the window. */
  constructor(window: ByteWindow, at: number, readers: readonly FieldReader[], endsWithReturn: boolean) {
    this.#window = window;
    this.#readers = readers;
    this.#endsWithReturn = endsWithReturn;
    this.#bounds = Int32Array.from({ length: readers.length + 1 }, (_, field) => field);
    this.#nextBounds = this.#bounds.slice();
    this.#at = at;
    this.#limit = window.bytes.lastIndexOf(NEWLINE, window.end - 1) + 1;
  }

  get line(): number {
    return this.#line;
  }

  /** True when the readers hold the next row. A last line without its end was cut by a crash and is left out. */
  next(): boolean {
    while (!this.#scan()) {
      if (!this.#slide()) return false;
    }
    return true;
  }

  /** False when the row goes on beyond the window. */
  #scan(): boolean {
    const { bytes, view } = this.#window;
    const limit = this.#limit;
    const fields = this.#readers.length;
    const bounds = this.#bounds;
    const nextBounds = this.#nextBounds;
    const endAbove = this.#hasRowAbove ? (bounds[fields] as number) : 0;
    let at = this.#skipBlankLines();
    if (at >= limit) return false;
    nextBounds[0] = at;
    let isCompared = false;
    let equalUntil = 0;
    for (let field = 0; field < fields; field++) {
      const above = bounds[field] as number;
      const stop = bounds[field + 1] as number;
      if (!isCompared) equalUntil = above + equalLength(bytes, view, at, above, Math.min(endAbove - above, limit - at));
      isCompared = stop <= equalUntil;
      if (isCompared) at += stop - above;
      else {
        const end = this.#delimiter(at, at + equalUntil - above, field);
        if (end < 0) return false;
        const problem = (this.#readers[field] as FieldReader).take(bytes, at, this.#textEnd(end));
        if (problem !== null) throw this.#fault(problem);
        at = end + 1;
      }
      nextBounds[field + 1] = at;
    }
    this.#accept(at);
    return true;
  }

  #accept(at: number): void {
    [this.#bounds, this.#nextBounds] = [this.#nextBounds, this.#bounds];
    this.#hasRowAbove = true;
    this.#line = this.#nextLine;
    this.#nextLine += this.#hasLineBreaks ? count(this.#window.bytes, NEWLINE, this.#at, at) : 1;
    this.#at = at;
  }

  #skipBlankLines(): number {
    const { bytes } = this.#window;
    for (;;) {
      const width = this.#endsWithReturn && bytes[this.#at] === RETURN ? 1 : 0;
      if (this.#at + width >= this.#limit || bytes[this.#at + width] !== NEWLINE) return this.#at;
      this.#at += width + 1;
      this.#nextLine++;
    }
  }

  /** Where the field that begins at `start` ends; -1 when that is not in the window. Up to `at` it is like the one above. */
  #delimiter(start: number, at: number, field: number): number {
    if (start >= this.#limit) return -1;
    const { bytes } = this.#window;
    const last = this.#readers.length - 1;
    let end = at;
    if (bytes[start] === QUOTE) {
      end = this.#quoted(start);
      if (end < 0) return -1;
    } else {
      let byte = bytes[end];
      while (byte !== COMMA && byte !== NEWLINE && byte !== QUOTE) byte = bytes[++end];
      if (byte === QUOTE) {
        throw new RowFault(`line ${this.#nextLine}: not a CSV file: a quote inside a field that does not begin with one`);
      }
    }
    if (end >= this.#limit) return -1;
    if (bytes[end] !== (field === last ? NEWLINE : COMMA)) throw this.#fault('not a CSV file');
    return end;
  }

  /** Without the first half of a line's end. */
  #textEnd(delimiter: number): number {
    const { bytes } = this.#window;
    if (!this.#endsWithReturn || bytes[delimiter] !== NEWLINE) return delimiter;
    if (bytes[delimiter - 1] !== RETURN) throw this.#fault('not a CSV file: its lines end in more than one way');
    return delimiter - 1;
  }

  /** Past the closing quote; a quote in the text is doubled. */
  #quoted(start: number): number {
    const { bytes } = this.#window;
    let at = start + 1;
    for (;;) {
      at = bytes.indexOf(QUOTE, at);
      if (at < 0 || at >= this.#limit) return -1;
      if (bytes[at + 1] !== QUOTE) break;
      at += 2;
    }
    const end = at + 1;
    this.#hasLineBreaks ||= count(bytes, NEWLINE, start, end) > 0;
    return this.#endsWithReturn && bytes[end] === RETURN ? end + 1 : end;
  }

  /** The row above stays, to be compared with. */
  #slide(): boolean {
    const window = this.#window;
    const from = this.#hasRowAbove ? (this.#bounds[0] as number) : this.#at;
    if (!window.slide(from)) {
      if (!window.isEnded) throw new RowFault(`line ${this.#nextLine}: longer than this program reads`);
      const isCut = window.end > 0 && window.bytes[window.end - 1] !== NEWLINE;
      if (!isCut && this.#at - from < window.end)
        throw new RowFault(`line ${this.#nextLine}: not a CSV file: a quote is never closed`);
      return false;
    }
    this.#at -= from;
    for (let field = 0; field < this.#bounds.length; field++) this.#bounds[field] = (this.#bounds[field] as number) - from;
    this.#limit = window.bytes.lastIndexOf(NEWLINE, window.end - 1) + 1;
    return true;
  }

  /** A row with too few or too many fields has wrong values too: the cause is told, not the consequence. */
  #fault(problem: string): RowFault {
    const fields = this.#fieldsOfRow();
    const { length } = this.#readers;
    return new RowFault(
      `line ${this.#nextLine}: ${fields === length ? problem : `${fields} fields, the first line has ${length}`}`,
    );
  }

  #fieldsOfRow(): number {
    const { bytes } = this.#window;
    let fields = 1;
    let isQuoted = false;
    for (let at = this.#at; at < this.#limit && (isQuoted || bytes[at] !== NEWLINE); at++) {
      if (bytes[at] === QUOTE) isQuoted = !isQuoted;
      else if (bytes[at] === COMMA && !isQuoted) fields++;
    }
    return fields;
  }
}
