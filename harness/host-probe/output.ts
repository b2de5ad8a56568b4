import { z } from 'zod';
import { HOST_PROBE_OPERATIONS, nothingProbed, type ProbedFolder, probedFolderSchema } from '../core/host-probe.ts';

const { runtime, operations, unavailable } = probedFolderSchema.shape;

/** What a program of the far side prints, one JSON object a line. */
const lineSchema = z.union([
  z.strictObject({ runtime: runtime.unwrap() }),
  operations.element.refine(({ n, samplesNs }) => n === samplesNs.length),
  z.strictObject({ operation: unavailable.element.shape.operation, failed: unavailable.element.shape.detail }),
]);

/**
 * Whatever encoding it comes in: all that is printed is ASCII, so UTF-16 is the same text with zeros between, and a byte order mark, a
 * carriage return or the words of another program are bytes that no line has. What is no line of ours is left out; an operation that is
 * told twice was told by somebody else as well, and is not believed.
 */
export function parseProbeOutput(stdout: Uint8Array): ProbedFolder {
  const text = Buffer.from(stdout.filter((byte) => byte === NEWLINE || (byte >= SPACE && byte <= TILDE))).toString('latin1');
  const lines = text.split('\n').flatMap((line) => lineSchema.safeParse(jsonIn(line)).data ?? []);
  const [told, ...more] = lines.flatMap((line) => ('runtime' in line ? line.runtime : []));
  if (told === undefined || more.length > 0) return nothingProbed('no-answer');
  const measured = lines.filter((line) => 'samplesNs' in line);
  const failed = lines.filter((line) => 'failed' in line);
  const hasFailed = failed.some(({ operation }) => operation === null);
  const found: Pick<ProbedFolder, 'operations' | 'unavailable'> = { operations: [], unavailable: [] };
  for (const operation of [null, ...HOST_PROBE_OPERATIONS]) {
    const [one, ...others] = measured.filter((line) => line.operation === operation);
    const [failure] = failed.filter((line) => line.operation === operation);
    if (failure !== undefined) found.unavailable.push({ operation, reason: 'failed', detail: failure.failed });
    else if (one !== undefined && others.length === 0) found.operations.push(one);
    // What failed for all of them is told once.
    else if (operation !== null && !hasFailed) found.unavailable.push({ operation, reason: 'no-answer', detail: null });
  }
  return { runtime: told, ...found };
}

const [NEWLINE, SPACE, TILDE] = [0x0a, 0x20, 0x7e];

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // Some other program's words.
  }
}
