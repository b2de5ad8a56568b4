import type { VirtiofsConfiguration } from './configuration.ts';
import { kernelTraits } from './kernel-traits.ts';
import type { ParameterValues } from './parameters.ts';
import type { Transport } from './transport.ts';
import { virtqueueTransport } from './virtqueue.ts';

const NS_PER_SECOND = 1e9;

export function virtiofs(configuration: VirtiofsConfiguration, parameters: ParameterValues): Transport {
  const { queues, kernel, hz } = configuration;
  const tickNs = NS_PER_SECOND / hz;
  const exhaustion = kernelTraits(kernel).retriesByTimer ? ({ kind: 'park', tickNs } as const) : ({ kind: 'fail' } as const);
  return virtqueueTransport(configuration, parameters, { queues, exhaustion });
}
