import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { Count, Counting } from '../core/counting.ts';
import { errorCode } from '../core/errors.ts';
import { counted, notCounted } from './counts.ts';
import { withDriver } from './device-driver.ts';
import { whyNot } from './kernel-file.ts';

/** What one record of the kernel's log says of a mapping that failed. */
export type PoolMessage =
  | { readonly kind: 'full'; readonly device: string; readonly cause: FullCause }
  /** The same message, held back by the kernel's rate limit: it tells only how often, up to five seconds later. */
  | { readonly kind: 'suppressed'; readonly times: number };

/** The kernel has one text for three causes; its numbers tell them apart. */
export type FullCause = 'slots-exhausted' | 'larger-than-256-KiB' | 'no-contiguous-run';

const SLOT_BYTES = 2048;
/** One mapping is at most a segment of 128 slots: a larger one fails in an empty pool too. */
const LARGEST_MAPPING = 128 * SLOT_BYTES;
/** `used` is read while others map and unmap, and areas of the pool fill up one by one. */
const NEARLY_ALL = 0.95;

const FULL = /^(?:\S+ )?(\S+): swiotlb buffer is full \(sz: (\d+) bytes\), total (\d+) \(slots\), used (\d+) \(slots\)/;
const SUPPRESSED = /^swiotlb_\w+: (\d+) callbacks suppressed/;

/** `priority,sequence,microseconds,flags;text`, then lines that start with a blank. Null for everything that is not about the pool. */
export function parseRecord(record: string): PoolMessage | null {
  const text = record.slice(record.indexOf(';') + 1);
  const suppressed = SUPPRESSED.exec(text);
  if (suppressed !== null) return { kind: 'suppressed', times: Number(suppressed[1]) };
  const full = FULL.exec(text);
  if (full === null) return null;
  const [, device = '', bytes, total, used] = full;
  return { kind: 'full', device, cause: causeOf(Number(bytes), Number(total), Number(used)) };
}

function causeOf(bytes: number, total: number, used: number): FullCause {
  if (bytes > LARGEST_MAPPING) return 'larger-than-256-KiB';
  const isFull = total - used < Math.ceil(bytes / SLOT_BYTES) || used >= total * NEARLY_ALL;
  return isFull ? 'slots-exhausted' : 'no-contiguous-run';
}

const SOURCE = 'kernel-log';
/** The longest record that the kernel hands out (PRINTK_MESSAGE_MAX). */
const LONGEST_RECORD = 8192;

export interface KernelLogCounting extends Counting, Disposable {}

/** "swiotlb buffer is full" messages. Opened once: what was logged before is read and left out. */
export function kernelLog(path = '/dev/kmsg'): KernelLogCounting {
  const opened = open(path);
  const buffer = Buffer.alloc(LONGEST_RECORD);
  let lost = false;

  /** Everything since the last time. */
  const drain = (file: number): PoolMessage[] => {
    const found: PoolMessage[] = [];
    for (;;) {
      try {
        const length = readSync(file, buffer, 0, buffer.length, null);
        if (length === 0) return found;
        const message = parseRecord(buffer.toString('utf8', 0, length));
        if (message !== null) found.push(message);
      } catch (error) {
        const code = errorCode(error);
        if (code === 'EAGAIN') return found;
        // The kernel overwrote what was not read yet; the next read goes on behind the gap.
        if (code !== 'EPIPE') throw error;
        lost = true;
      }
    }
  };
  if ('file' in opened) drain(opened.file);
  return {
    start() {
      if ('file' in opened) drain(opened.file);
      lost = false;
    },
    finish() {
      if ('reason' in opened) return [notCounted(SOURCE, 'full', opened.reason)];
      const messages = drain(opened.file);
      return lost ? [notCounted(SOURCE, 'full', 'the kernel overwrote records before they were read')] : tally(messages);
    },
    [Symbol.dispose]() {
      if ('file' in opened) closeSync(opened.file);
    },
  };
}

function open(path: string): { readonly file: number } | { readonly reason: string } {
  try {
    return { file: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) };
  } catch (error) {
    return { reason: whyNot(path, error) };
  }
}

/** By device and cause; one row of 0 when nothing was said. */
export function tally(messages: readonly PoolMessage[]): Count[] {
  const totals = new Map<string, Count>();
  for (const message of messages) {
    const key = message.kind === 'full' ? withDriver(message.device) : null;
    const subkey = message.kind === 'full' ? message.cause : 'suppressed';
    const name = `${key}\0${subkey}`;
    const before = totals.get(name)?.value ?? 0;
    totals.set(name, counted(SOURCE, 'full', before + (message.kind === 'full' ? 1 : message.times), { key, subkey }));
  }
  return totals.size === 0 ? [counted(SOURCE, 'full', 0)] : [...totals.values()];
}
