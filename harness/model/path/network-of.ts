import type { Network, Program, Station } from '../engine/network.ts';
import type { ModelConfiguration } from './configuration.ts';
import { contendersOf } from './contenders.ts';
import { duration, exactly } from './duration.ts';
import { ninepSocket } from './ninep-socket.ts';
import { ninepVirtio } from './ninep-virtio.ts';
import { type ParameterValues, parameterValues } from './parameters.ts';
import type { Call } from './request.ts';
import { callsOf } from './requests.ts';
import { rowsOf } from './rows.ts';
import { release, seize, serve } from './steps.ts';
import type { Transport } from './transport.ts';
import { virtiofs } from './virtiofs.ts';

/** A configuration as the engine simulates it, and what the rows of its paths mean. */
export interface FilePath {
  readonly network: Network;
  readonly rows: ReturnType<typeof rowsOf>;
}

/** Of the measured class. */
const WORK = 'work';

export function networkOf(configuration: ModelConfiguration): FilePath {
  const parameters = parameterValues(configuration.parameters);
  const transport = transportOf(configuration, parameters);
  const contention = contendersOf(configuration, parameters);
  const { work } = configuration;
  const calls = callsOf(configuration);
  const [first, ...others] = Array.from({ length: transport.queues }, (_, queue) =>
    operationOf(configuration, parameters, transport, calls, queue),
  );
  if (first === undefined) throw new Error('a transport without queues');
  const classes = [
    {
      name: WORK,
      population: { kind: 'closed', clients: work.clients, think: exactly(work.thinkNs) },
      programs: [first, ...others],
    },
    ...contention.classes,
  ] as const satisfies Network['classes'];
  const stations = [...ownStations(configuration), ...transport.stations, ...contention.stations];
  return {
    network: { stations: [...new Map(stations.map((station) => [station.name, station])).values()], classes },
    rows: rowsOf(classes.flatMap(({ programs }) => programs)),
  };
}

function transportOf(configuration: ModelConfiguration, parameters: ParameterValues): Transport {
  switch (configuration.transport) {
    case 'virtiofs':
      return virtiofs(configuration, parameters);
    case '9p-socket':
      return ninepSocket(configuration, parameters);
    case '9p-virtio':
      return ninepVirtio(configuration, parameters);
  }
}

const PROGRAM = 'program';
const VFS = 'vfs';
const LIBUV = 'libuv';
const INODE = 'inode';

function ownStations({ work }: ModelConfiguration): Station[] {
  return [
    { kind: 'delay', name: PROGRAM },
    { kind: 'delay', name: VFS },
    ...(work.libuvThreads === null ? [] : [{ kind: 'resource', name: LIBUV, units: work.libuvThreads } as const]),
    ...(work.sameFile ? [{ kind: 'resource', name: INODE, units: 1 } as const] : []),
  ];
}

/** With files of their own, nobody ever waits for the lock of one. */
function operationOf(
  { work }: ModelConfiguration,
  parameters: ParameterValues,
  transport: Transport,
  calls: readonly Call[],
  queue: number,
): Program {
  const { libuvThreads, sameFile } = work;
  return calls.flatMap(({ components, copiedBytes, isExclusive, requests }): Program => {
    const isLocked = isExclusive && sameFile;
    return [
      ...(libuvThreads === null ? [] : [seize(LIBUV, 'libuv'), serve(PROGRAM, 'libuv', duration(parameters.libuv))]),
      serve(PROGRAM, 'system-call', duration(parameters.systemCall)),
      ...(components === 0 ? [] : [serve(VFS, 'path-walk', exactly(components * parameters.component.value))]),
      ...(isLocked ? [seize(INODE, 'inode-lock')] : []),
      ...requests.flatMap((request) => transport.request(request, queue)),
      ...(isLocked ? [release(INODE)] : []),
      ...(copiedBytes === 0 ? [] : [serve(PROGRAM, 'user-copy', exactly(copiedBytes * parameters.userCopy.value))]),
      ...(libuvThreads === null ? [] : [release(LIBUV)]),
    ];
  });
}
