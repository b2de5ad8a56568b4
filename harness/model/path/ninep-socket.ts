import type { NinepSocketConfiguration } from './configuration.ts';
import { duration } from './duration.ts';
import { farSideOf } from './far-side.ts';
import type { ParameterValues } from './parameters.ts';
import { release, seize, serve } from './steps.ts';
import type { Transport } from './transport.ts';

/** HVS_MTU_SIZE: what comes is read in units of this. */
const RECEIVE_BYTES = 16 * 1024;

/** One connection: its writer and its reader each have one message in hand (net/9p/trans_fd.c). Nothing passes the DMA API. */
export function ninepSocket(configuration: NinepSocketConfiguration, parameters: ParameterValues): Transport {
  const { packetBytes, socketBytes } = configuration;
  const farSide = farSideOf(configuration, parameters, 1);
  const room = Math.max(1, Math.floor(socketBytes / packetBytes));
  return {
    queues: 1,
    stations: [
      { kind: 'delay', name: 'client' },
      { kind: 'resource', name: 'socket', units: room },
      { kind: 'queue', name: 'socket-writer', servers: 1, handoverNs: 0 },
      { kind: 'delay', name: 'doorbell' },
      ...farSide.stations,
      { kind: 'delay', name: 'interrupt' },
      { kind: 'queue', name: 'socket-reader', servers: 1, handoverNs: 0 },
      { kind: 'delay', name: 'wake-up' },
    ],
    request: ({ toServerBytes, fromServerBytes, work }, queue) => {
      const packets = Math.ceil(toServerBytes / packetBytes);
      // What is larger than the socket fills it, and goes on as the server takes it out.
      const units = Math.min(packets, room);
      const received = Math.ceil(fromServerBytes / RECEIVE_BYTES);
      return [
        serve('client', 'client', duration(parameters.client)),
        seize('socket', 'ring', units),
        serve('socket-writer', 'socket-write', duration(parameters.socketWrite, packets * parameters.packet.value)),
        serve('doorbell', 'doorbell', duration(parameters.doorbell), farSide.taker(queue)),
        ...farSide.serve(work, queue, [release('socket', units)]),
        serve('interrupt', 'interrupt', duration(parameters.interrupt), 'socket-reader'),
        serve('socket-reader', 'socket-read', duration(parameters.socketRead, received * parameters.receiveUnit.value)),
        serve('wake-up', 'wake-up', duration(parameters.wakeUp)),
      ];
    },
  };
}
