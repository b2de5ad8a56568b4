import { SAMPLE_SCHEMA_VERSION, type Sample, sampleSchema } from '../core/sample.ts';
import { csvRows } from './csv.ts';
import { decimalOf } from './decimal.ts';
import { isPlainInstant } from './instant.ts';
import type { FieldReader } from './row-scanner.ts';

type Field = keyof Sample & keyof typeof sampleSchema.shape;

/** A column whose texts repeat: each distinct text is checked once and known by its number. */
export class CategoryColumn<Value> implements FieldReader {
  /** Of the present row; index into `values`. */
  id = -1;
  readonly values: Value[] = [];
  readonly #parse: (text: string) => Value | RefusedText;
  readonly #known = new Map<number, KnownText[]>();
  readonly #ids = new Map<Value, number>();

  constructor(parse: (text: string) => Value | RefusedText) {
    this.#parse = parse;
  }

  /** Of the present row. */
  get value(): Value {
    return this.values[this.id] as Value;
  }

  take(bytes: Buffer, from: number, to: number): string | null {
    let hash = 0x811c9dc5; // FNV-1a
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    const known = this.#known.get(hash);
    if (known !== undefined) {
      for (const { text, id } of known) {
        if (!isEqual(text, bytes, from, to)) continue;
        this.id = id;
        return null;
      }
    }
    return this.#learn(hash, Buffer.from(bytes.subarray(from, to)));
  }

  #learn(hash: number, text: Buffer): string | null {
    const value = this.#parse(decoded(text));
    if (value instanceof RefusedText) return value.reason;
    const id = this.#ids.get(value) ?? this.values.push(value) - 1;
    this.#ids.set(value, id);
    const known = this.#known.get(hash);
    if (known === undefined) this.#known.set(hash, [{ text, id }]);
    else known.push({ text, id });
    this.id = id;
    return null;
  }
}

interface KnownText {
  readonly text: Buffer;
  readonly id: number;
}

/** A column of numbers. */
export class NumberColumn implements FieldReader {
  /** Of the present row; NaN where the field is empty and may be. */
  value = Number.NaN;
  readonly #field: Field;
  readonly #takesFractions: boolean;
  readonly #most: number;

  /** Beyond `most` a number would not fit into where it is kept. */
  constructor(field: Field, most = Number.POSITIVE_INFINITY) {
    this.#field = field;
    this.#takesFractions = sampleSchema.shape[field].safeParse(0.5).success;
    this.#most = most;
  }

  take(bytes: Buffer, from: number, to: number): string | null {
    const value = decimalOf(bytes, from, to);
    // Every column of numbers takes positive ones that are exact; the rest is for the schema to judge.
    if (
      value > 0 &&
      value <= Number.MAX_SAFE_INTEGER &&
      value <= this.#most &&
      (this.#takesFractions || Number.isInteger(value))
    ) {
      this.value = value;
      return null;
    }
    return this.#checked(decoded(bytes.subarray(from, to)));
  }

  #checked(text: string): string | null {
    const checked = check(this.#field, text === '' && isNullable(this.#field) ? null : Number(text || Number.NaN));
    if (checked instanceof RefusedText) return checked.reason;
    if (checked !== null && Number(checked) > this.#most) return `${this.#field}: Too big: expected number to be <=${this.#most}`;
    this.value = checked === null ? Number.NaN : Number(checked);
    return null;
  }
}

/** A column of instants, which hardly repeat. They are checked, not kept. */
export class InstantColumn implements FieldReader {
  readonly #field: Field;

  constructor(field: Field) {
    this.#field = field;
  }

  take(bytes: Buffer, from: number, to: number): string | null {
    if (isPlainInstant(bytes, from, to)) return null;
    const checked = check(this.#field, decoded(bytes.subarray(from, to)));
    return checked instanceof RefusedText ? checked.reason : null;
  }
}

/** Why a text is no value of its column. */
export class RefusedText {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** The value as the schema of a sample takes it. */
function check<F extends Field>(field: F, value: unknown): Sample[F] | RefusedText {
  const parsed = sampleSchema.shape[field].safeParse(value);
  if (parsed.success) return parsed.data as Sample[F];
  return new RefusedText(`${field}: ${parsed.error.issues[0]?.message ?? 'invalid'}`);
}

/** A text of a category column. An empty text is null where the schema takes null, as it is written. */
export function textColumn<F extends Field>(field: F): CategoryColumn<Sample[F]> {
  return new CategoryColumn((text) => check(field, text === '' && isNullable(field) ? null : text));
}

export function booleanColumn<F extends 'valid' | 'emulated'>(field: F): CategoryColumn<Sample[F]> {
  const values: Readonly<Record<string, boolean | null>> = { true: true, false: false, '': null };
  return new CategoryColumn((text) => check(field, values[text]));
}

/** Numbers of which a run has few. */
export function countColumn<F extends 'concurrency'>(field: F): CategoryColumn<Sample[F]> {
  return new CategoryColumn((text) => check(field, Number(text || Number.NaN)));
}

/** The only version that this program reads. */
export function versionColumn(): CategoryColumn<string> {
  return new CategoryColumn((text) =>
    Number(text) === SAMPLE_SCHEMA_VERSION
      ? text
      : new RefusedText(`schema version ${text}, this program reads ${SAMPLE_SCHEMA_VERSION}`),
  );
}

function isNullable(field: Field): boolean {
  return sampleSchema.shape[field].safeParse(null).success;
}

function isEqual(text: Buffer, bytes: Buffer, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let at = 0; at < text.length; at++) if (text[at] !== bytes[from + at]) return false;
  return true;
}

const QUOTE = 0x22;

/** A field's text; what is quoted is left to the library. Throws when it is quoted wrongly. */
function decoded(field: Buffer): string {
  const text = field.toString('utf8');
  return field[0] === QUOTE ? (csvRows(`text\n${text}\n`)[0]?.text ?? '') : text;
}
