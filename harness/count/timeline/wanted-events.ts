import type { DecoderName } from './decode.ts';

/** An event of the kernel that the timeline reads. */
export interface WantedEvent {
  /** Below `events`. */
  readonly path: string;
  readonly decoder: DecoderName;
}

export const MARKER: WantedEvent = { path: 'ftrace/print', decoder: 'marker' };

/** Without these nothing is known of a thread. */
export const THREAD_EVENTS: readonly WantedEvent[] = [
  { path: 'raw_syscalls/sys_enter', decoder: 'callBegin' },
  { path: 'raw_syscalls/sys_exit', decoder: 'callEnd' },
  { path: 'sched/sched_switch', decoder: 'taskSwitch' },
  { path: 'sched/sched_waking', decoder: 'waking' },
];

export const NINE_P_EVENTS: readonly WantedEvent[] = [
  { path: '9p/9p_client_req', decoder: 'ninePMade' },
  { path: '9p/9p_client_res', decoder: 'ninePAnswered' },
];

/** Linux 6.12 and later. */
export const FUSE_EVENTS: readonly WantedEvent[] = [{ path: 'fuse/fuse_request_send', decoder: 'fuseMade' }];

/** A function of the kernel with a probe where it begins, and one where it returns. */
export interface ProbedFunction {
  /** What it serves; the reason why something is missing names it. */
  readonly serves: 'requests' | 'ring' | 'bounce' | 'doorbell' | 'interrupt';
  /** Names of the same function on different kernels: all that exist. */
  readonly names: readonly string[];
  readonly begin: { readonly decoder: DecoderName; readonly fields: string };
  readonly end: { readonly decoder: DecoderName; readonly fields: string } | null;
}

/** The opcode lies behind an 8-byte node id in `struct fuse_args` (since Linux 5.5). */
export const FUSE_PROBES: ProbedFunction = {
  serves: 'requests',
  names: ['fuse_simple_request', 'fuse_simple_background'],
  begin: { decoder: 'fuseMade', fields: 'opcode=+8($arg2):u32' },
  end: null,
};

const BOUNCE = { begin: { decoder: 'bounceBegin', fields: '' }, end: { decoder: 'bounceEnd', fields: '' } } as const;
const DOORBELL = { begin: { decoder: 'doorbellBegin', fields: '' }, end: { decoder: 'doorbellEnd', fields: '' } } as const;

/** Functions that the kernel exports, so that they are neither inlined nor renamed by its compiler. */
export const RING_PROBES: readonly ProbedFunction[] = [
  {
    serves: 'ring',
    names: ['virtqueue_add_sgs'],
    begin: { decoder: 'addBegin', fields: 'queue=$arg1:u64 token=$arg5:u64' },
    end: { decoder: 'addEnd', fields: 'result=$retval:s32' },
  },
  {
    serves: 'ring',
    names: ['virtqueue_get_buf'],
    begin: { decoder: 'getBegin', fields: 'queue=$arg1:u64' },
    end: { decoder: 'getEnd', fields: 'token=$retval:u64' },
  },
  { serves: 'interrupt', names: ['vring_interrupt'], begin: { decoder: 'interrupt', fields: 'queue=$arg2:u64' }, end: null },
  { serves: 'doorbell', names: ['virtqueue_notify', 'virtqueue_kick'], ...DOORBELL },
  { serves: 'bounce', names: ['swiotlb_map'], ...BOUNCE },
  { serves: 'bounce', names: ['swiotlb_tbl_unmap_single', '__swiotlb_tbl_unmap_single'], ...BOUNCE },
  { serves: 'bounce', names: ['swiotlb_sync_single_for_cpu', '__swiotlb_sync_single_for_cpu'], ...BOUNCE },
];
