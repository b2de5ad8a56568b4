/** How the bytes of a mount reach their storage. The names appear in records, tables and selectors; do not rename one without a schema change. */
export const TRANSPORTS = [
  '9p-socket',
  '9p-virtio',
  'virtiofs',
  'drvfs',
  'native',
  'memory',
  'overlay',
  'fuse',
  'network',
  'other',
] as const;

export type Transport = (typeof TRANSPORTS)[number];
