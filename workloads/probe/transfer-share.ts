import type { JsonObject } from '../../harness/core/json.ts';
import { numberArg, textArg } from '../inputs/args.ts';
import { contentFor, contentRange } from '../inputs/content.ts';
import { ownFile, sharedFile } from './layout.ts';
import { DATA_FILE_BYTES } from './transfers.ts';

type Direction = 'read' | 'write';

/** What one thread of a read or write step moves. */
interface TransferShare {
  readonly path: string;
  readonly bytes: number;
  readonly offset: number;
  readonly shift: number;
}

export function transferShare(args: JsonObject, direction: Direction, thread: number): TransferShare {
  const fixture = textArg(args, 'fixture');
  const bytes = numberArg(args, 'bytes');
  const shared = textArg(args, 'file') === 'same';
  return {
    path: shared ? sharedFile(fixture, direction) : ownFile(fixture, direction, thread),
    bytes,
    offset: numberArg(args, 'offset') + (shared && args.spread === true ? thread * bytes : 0),
    shift: numberArg(args, 'shift'),
  };
}

/** What a write step leaves in the file: different for each step and block, so that nothing can answer from an earlier one. */
export function writtenContent(label: string, thread: number, bytes: number, seed: number): Buffer {
  return contentFor(`${label}/${thread}`, bytes, seed);
}

/** The data files never change, apart from those that write steps change. */
const DATA_SEED = 1;

export function dataContent(path: string, offset: number, bytes: number): Buffer {
  return contentRange(path.slice(path.lastIndexOf('/') + 1), DATA_FILE_BYTES, DATA_SEED, offset, bytes);
}
