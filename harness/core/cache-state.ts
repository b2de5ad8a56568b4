/**
 * What the caches hold when a sample starts. Guest: the kernel that runs this program. Host: whatever lies beyond the mount; no
 * program in the guest can empty it, so it is never called cold here (`drop_caches` does not reach the Windows cache).
 */
export const CACHE_STATES = ['guest-warm/host-warm', 'guest-cold/host-warm'] as const;

export type CacheState = (typeof CACHE_STATES)[number];

export type CacheMode = 'warm' | 'cold';

/** Everything measured was written earlier in the same run, hence host-warm. */
export const CACHE_STATE_OF = { warm: 'guest-warm/host-warm', cold: 'guest-cold/host-warm' } as const satisfies Record<
  CacheMode,
  CacheState
>;
