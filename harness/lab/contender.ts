import { join } from 'node:path';
import { z } from 'zod';
import type { LabConditions } from '../core/lab-conditions.ts';
import type { AskedContender } from './configurations.ts';
import { readPlainFile } from './plain-file.ts';

/** In the results channel: the program that the guest starts, and what it reports. */
export const CONTENDER_FILES = { program: 'contender.py', report: 'contender.json' } as const;

/**
 * The load generator in the guest, run as `python3 contender.py DEVICE read|write SHARE REPORT`. Python because a shell would start a
 * process for every pause, which under emulation costs more than the pause. Two streams of 1 MiB past the page cache: more would wait
 * in the queue of the disk, smaller ones would spend the processor instead of bounce buffers.
 *
 * The streams work and pause together: alone, each would be faster, and half of the time would be more than half of the rate. The
 * report is rewritten in place every second, so that a guest which is killed still has told.
 */
export const CONTENDER_PROGRAM = `
import json, mmap, os, signal, sys, threading, time

BLOCK, STREAMS, PERIOD_SECONDS, FULL_SECONDS, REPORT_SECONDS, REPORT_WIDTH = 1 << 20, 2, 0.1, 2, 1, 160
device, operation, share, report_path = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]
folder = "/sys/block/" + os.path.basename(device)
over = threading.Event()
working = 1.0

def stream(first, last):
    handle = os.open(device, os.O_DIRECT | (os.O_RDONLY if operation == "read" else os.O_WRONLY))
    block = mmap.mmap(-1, BLOCK)
    move = os.preadv if operation == "read" else os.pwritev
    while True:
        for offset in range(first, last, BLOCK):
            if over.is_set():
                return
            passed = time.monotonic() % PERIOD_SECONDS
            if passed > working * PERIOD_SECONDS:
                time.sleep(PERIOD_SECONDS - passed)
            try:
                move(handle, [block], offset)
            except OSError:
                time.sleep(0.01)  # no bounce buffer was free: the achieved rate shows it

def text(path):
    with open(path) as file:
        return file.read().split()

def moved():
    return int(text(folder + "/stat")[2 if operation == "read" else 6]) * 512, float(text("/proc/uptime")[0])

def rate(before, after):
    seconds = after[1] - before[1]
    return (after[0] - before[0]) / seconds if seconds > 0 else None

def report():
    line = json.dumps({"fullBytesPerSecond": full, "achievedBytesPerSecond": rate(begin, moved())})
    os.pwrite(report_file, (line.ljust(REPORT_WIDTH) + "\\n").encode(), 0)

signal.signal(signal.SIGTERM, lambda *_: over.set())
part = int(text(folder + "/size")[0]) * 512 // STREAMS // BLOCK * BLOCK
for index in range(STREAMS):
    threading.Thread(target=stream, args=(index * part, (index + 1) * part), daemon=True).start()
full = None
if share < 1:
    begin = moved()
    over.wait(FULL_SECONDS)
    full = rate(begin, moved())
    working = share
report_file = os.open(report_path, os.O_WRONLY | os.O_CREAT, 0o644)
begin = moved()
report()
while not over.wait(REPORT_SECONDS):
    report()
report()
os._exit(0)  # a stream may wait for a disk that answers no more
`;

const MOST_REPORT_BYTES = 4096;

const reportSchema = z.strictObject({
  fullBytesPerSecond: z.number().nonnegative().nullable(),
  achievedBytesPerSecond: z.number().nonnegative().nullable(),
});

type Contender = NonNullable<LabConditions['contender']>;

/** What was asked for, with the rates that the guest told last. */
export function observedContender(asked: NonNullable<AskedContender>, channel: string): Contender {
  return { ...asked, ...(readReport(join(channel, CONTENDER_FILES.report)) ?? NOTHING_TOLD) };
}

const NOTHING_TOLD = { fullBytesPerSecond: null, achievedBytesPerSecond: null } as const;

function readReport(path: string): z.infer<typeof reportSchema> | null {
  try {
    return reportSchema.parse(JSON.parse(readPlainFile(path, MOST_REPORT_BYTES)?.toString('utf8') ?? ''));
  } catch {
    return null; // Written by the guest, which may have been killed meanwhile.
  }
}
