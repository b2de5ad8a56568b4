import { z } from 'zod';
import { TRANSPORTS } from './transport.ts';

/** One entry of /proc/self/mountinfo, read and classified. Text that the kernel escaped is decoded. */
export const mountSchema = z.strictObject({
  /** Decoded, absolute. */
  mountPoint: z.string(),
  fstype: z.string(),
  /** Decoded; for 9P the Windows path or the tag, for virtiofs the tag. */
  source: z.string(),
  /** The part of the file system that is mounted (field 4 of mountinfo); null where the input did not show it. */
  subPath: z.string().nullable(),
  readOnly: z.boolean(),
  /** Null where the options were cut, so that the transport cannot be known. */
  transport: z.enum(TRANSPORTS).nullable(),
  role: z.enum(['windows', 'wsl-internal', 'native', 'memory', 'other']),
  /** 9P only, as all that follow up to `cache`; null elsewhere or where not shown. */
  aname: z.string().nullable(),
  trans: z.string().nullable(),
  /** Bytes. */
  msize: z.number().int().nullable(),
  cacheRaw: z.string().nullable(),
  cache: z.enum(['none', 'readahead', 'mmap', 'loose', 'fscache']).nullable(),
  dirsync: z.boolean(),
  sync: z.boolean(),
  /** With the sub-path of a bind appended; null where it cannot be known. */
  windowsPath: z.string().nullable(),
  uid: z.number().int().nullable(),
  gid: z.number().int().nullable(),
  metadata: z.boolean(),
  symlinkRoot: z.string().nullable(),
  /** `case=` of drvfs mounts (WSL1 option, or 9P server part); null where not shown. */
  caseMode: z.string().nullable(),
  /** What kind of virtiofs tag WSL gave: it changed from a letter to a GUID to one aggregate device. Null for any other mount. */
  tagKind: z.enum(['letter', 'guid', 'aggregate']).nullable(),
  /** The options ended in the middle, as `mount` does at a space. */
  optionsTruncated: z.boolean(),
  /** Kernel's mount id and device; null where the input did not show them. */
  mountId: z.number().int().nullable(),
  device: z.string().nullable(),
  /** Super options as printed by the kernel: what is compared when the harness asks whether a mount changed. */
  options: z.string(),
});

export type Mount = z.infer<typeof mountSchema>;
