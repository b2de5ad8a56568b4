/** Where and when a record of the trace buffer was written. */
interface Written {
  /** Nanoseconds of CLOCK_MONOTONIC. */
  readonly at: number;
  readonly cpu: number;
  /** As tracing numbers threads: that of the first pid namespace. */
  readonly pid: number;
  /** Written by an interrupt handler: the thread of that number was only interrupted. */
  readonly isInterrupt: boolean;
}

/** What one record says, as far as a timeline needs it. Queues and tokens are addresses in the kernel: they name, nothing more. */
export type Happening =
  | { readonly kind: 'thread'; readonly thread: number }
  | { readonly kind: 'call-begin' | 'call-end' }
  /** `from` lost its CPU to `to`; it may go on at once, or sleeps. */
  | { readonly kind: 'switch'; readonly from: number; readonly isRunnable: boolean; readonly to: number }
  | { readonly kind: 'waking'; readonly of: number }
  | { readonly kind: 'made'; readonly type: string }
  | { readonly kind: 'answered' }
  | { readonly kind: 'add-begin'; readonly queue: number; readonly token: number }
  /** 0, or a negative errno. */
  | { readonly kind: 'add-end'; readonly result: number }
  | { readonly kind: 'get-begin' | 'interrupt'; readonly queue: number }
  /** 0: the queue was empty. */
  | { readonly kind: 'get-end'; readonly token: number }
  | { readonly kind: 'bounce-begin' | 'bounce-end' | 'doorbell-begin' | 'doorbell-end' };

export type TraceEvent = Written & Happening;
