import { MARK_BYTES, threadOf } from '../../core/thread-mark.ts';
import { fuseOpcode, ninePType } from '../tracing/request-types.ts';
import type { Happening, TraceEvent } from './event.ts';
import type { EventFormat } from './event-format.ts';
import { bigNumber } from './ring-page.ts';

/** What one record says; null: nothing that a timeline needs. */
type Decode = (page: DataView, record: number) => Happening | null;

/** Makes the decoder for the kernel's own layout of an event; null where a field is missing. */
export type Decoder = (format: EventFormat) => Decode | null;

type Reader = (page: DataView, record: number) => number;

const u8: (offset: number) => Reader = (offset) => (page, record) => page.getUint8(record + offset);
const i32: (offset: number) => Reader = (offset) => (page, record) => page.getInt32(record + offset, true);
const u64: (offset: number) => Reader = (offset) => (page, record) => bigNumber(page, record + offset);

/** A decoder that needs these fields. */
function of<const Names extends readonly string[]>(
  names: Names,
  decode: (...offsets: { [Name in keyof Names]: number }) => Decode,
): Decoder {
  return ({ offsets }) => {
    const found = names.map((name) => offsets.get(name));
    return found.includes(undefined) ? null : decode(...(found as { [Name in keyof Names]: number }));
  };
}

const always = (kind: Extract<Happening, { readonly kind: string }>['kind'] & PlainKind): Decoder =>
  of([], () => () => ({ kind }));

type PlainKind = 'call-begin' | 'call-end' | 'answered' | 'bounce-begin' | 'bounce-end' | 'doorbell-begin' | 'doorbell-end';

/** Bits of a task's state that say what it waits for; none of them: it is runnable (TASK_REPORT in include/linux/sched.h). */
const WAITING = 0xff;

const taskSwitch = of(['prev_pid', 'prev_state', 'next_pid'], (from, state, to) => {
  const [readFrom, readState, readTo] = [i32(from), i32(state), i32(to)];
  return (page, record) => ({
    kind: 'switch',
    from: readFrom(page, record),
    isRunnable: (readState(page, record) & WAITING) === 0,
    to: readTo(page, record),
  });
});

const marker = of(['buf'], (buf) => (page, record) => {
  const start = record + buf;
  const bytes = Buffer.from(page.buffer, page.byteOffset + start, Math.max(0, Math.min(MARK_BYTES, page.byteLength - start)));
  const thread = threadOf(bytes.toString('latin1'));
  return thread === null ? null : { kind: 'thread', thread };
});

const waking = of(['pid'], (pid) => {
  const read = i32(pid);
  return (page, record) => ({ kind: 'waking', of: read(page, record) });
});

const requestBy = (field: string, read: (offset: number) => Reader, nameOf: (key: string) => string): Decoder =>
  of([field], (offset) => {
    const readType = read(offset);
    return (page, record) => ({ kind: 'made', type: nameOf(String(readType(page, record))) });
  });

const onQueue = (kind: 'get-begin' | 'interrupt'): Decoder =>
  of(['queue'], (queue) => {
    const read = u64(queue);
    return (page, record) => ({ kind, queue: read(page, record) });
  });

const DECODERS = {
  marker,
  taskSwitch,
  waking,
  callBegin: always('call-begin'),
  callEnd: always('call-end'),
  ninePMade: requestBy('type', u8, ninePType),
  ninePAnswered: always('answered'),
  fuseMade: requestBy('opcode', i32, fuseOpcode),
  addBegin: of(['queue', 'token'], (queue, token) => {
    const [readQueue, readToken] = [u64(queue), u64(token)];
    return (page, record) => ({ kind: 'add-begin', queue: readQueue(page, record), token: readToken(page, record) });
  }),
  addEnd: of(['result'], (result) => {
    const read = i32(result);
    return (page, record) => ({ kind: 'add-end', result: read(page, record) });
  }),
  getBegin: onQueue('get-begin'),
  getEnd: of(['token'], (token) => {
    const read = u64(token);
    return (page, record) => ({ kind: 'get-end', token: read(page, record) });
  }),
  interrupt: onQueue('interrupt'),
  bounceBegin: always('bounce-begin'),
  bounceEnd: always('bounce-end'),
  doorbellBegin: always('doorbell-begin'),
  doorbellEnd: always('doorbell-end'),
} as const satisfies Readonly<Record<string, Decoder>>;

export type DecoderName = keyof typeof DECODERS;

/** Flags of a record that was written in an interrupt handler: hard, soft, or not maskable (include/linux/trace_events.h). */
const IN_INTERRUPT = 0x08 | 0x10 | 0x40;
const FLAGS_OFFSET = 2;
const PID_OFFSET = 4;

export type RecordDecoder = (page: DataView, record: number, at: number, cpu: number) => TraceEvent | null;

/** Decodes the records of all events that are known by these formats. */
export function recordDecoder(
  formats: readonly { readonly decoder: DecoderName; readonly format: EventFormat }[],
): RecordDecoder {
  const byId = new Map<number, Decode>();
  for (const { decoder, format } of formats) {
    const decode = DECODERS[decoder](format);
    if (decode !== null) byId.set(format.id, decode);
  }
  return (page, record, at, cpu) => {
    if (record + PID_OFFSET + 4 > page.byteLength) return null;
    const happening = byId.get(page.getUint16(record, true))?.(page, record) ?? null;
    if (happening === null) return null;
    const isInterrupt = (page.getUint8(record + FLAGS_OFFSET) & IN_INTERRUPT) !== 0;
    return { at, cpu, pid: page.getInt32(record + PID_OFFSET, true), isInterrupt, ...happening };
  };
}
