import type { NinepVirtioConfiguration } from './configuration.ts';
import type { ParameterValues } from './parameters.ts';
import type { Transport } from './transport.ts';
import { virtqueueTransport } from './virtqueue.ts';

/**
 * One queue, whose lock (`chan->lock`) is held over virtqueue_add. A full ring is waited for and a full pool is an error, on every
 * kernel (p9_virtio_request).
 */
export function ninepVirtio(configuration: NinepVirtioConfiguration, parameters: ParameterValues): Transport {
  return virtqueueTransport(configuration, parameters, { queues: 1, exhaustion: { kind: 'fail' } });
}
