import { describe, expect, it } from 'vitest';
import { UserError } from '../../core/errors.ts';
import { parseConfiguration } from './parse-configuration.ts';
import { parsed, reads, virtiofsWith } from './testing/configurations.ts';

function refusal(content: unknown): { code: string; what: string; got: string; expected: string } {
  try {
    parseConfiguration(content, 'model.json');
  } catch (error) {
    if (error instanceof UserError) return error.complaint;
    throw error;
  }
  throw new Error('not refused');
}

const good = virtiofsWith();
const KIB = 1024;

describe('a configuration', () => {
  it('needs little: what is left out is filled in', () => {
    expect(parsed(good)).toMatchObject({
      queues: 1,
      ringEntries: 256,
      maxPages: 64,
      work: { aligned: true, directories: 0, thinkNs: 0, cached: { dentries: false }, folioBytes: 4096 },
      fileServer: { workers: 1, directIo: true },
      contenders: [],
      run: { seed: 1 },
    });
  });

  it('survives JSON, filled in', () => {
    const once = parsed(good);
    expect(parseConfiguration(JSON.parse(JSON.stringify(once)), 'again.json')).toEqual(once);
  });

  it('takes a number for a parameter, or its family and variation too', () => {
    const { parameters } = parsed(virtiofsWith({ parameters: { doorbell: 5000, wakeUp: { family: 'exponential', cv: 1 } } }));
    expect(parameters).toEqual({ doorbell: { value: 5000 }, wakeUp: { family: 'exponential', cv: 1 } });
  });
});

describe('refused with the path of the field', () => {
  it.each<[string, unknown, string, string]>([
    ['an unknown key', { ...good, colour: 'red' }, 'colour', '"red"'],
    ['an unknown key further down', virtiofsWith({ work: { ...reads(1), colour: 1 } as never }), 'work.colour', '1'],
    ['a key of another transport', { ...good, msize: 65_536 }, 'msize', '65536'],
    ['an unknown transport', { ...good, transport: 'smb' }, 'transport', '"smb"'],
    ['an unknown operation', virtiofsWith({ work: { operation: 'fly', clients: 1 } as never }), 'work.operation', '"fly"'],
    ['an unknown pool', { ...good, pool: { kind: 'swimming' } }, 'pool.kind', '"swimming"'],
    ['a negative time', virtiofsWith({ work: reads(1, { thinkNs: -1 }) }), 'work.thinkNs', '-1'],
    ['NaN', virtiofsWith({ work: reads(Number.NaN) }), 'work.bytes', 'NaN'],
    ['an infinite time', virtiofsWith({ work: reads(1, { thinkNs: Number.POSITIVE_INFINITY }) }), 'work.thinkNs', 'Infinity'],
    ['no servers', virtiofsWith({ hostFileSystem: { servers: 0 } }), 'hostFileSystem.servers', '0'],
    ['no workers', virtiofsWith({ fileServer: { workers: 0 } }), 'fileServer.workers', '0'],
    ['no clients', virtiofsWith({ work: reads(1, { clients: 0 }) }), 'work.clients', '0'],
    ['half a queue', virtiofsWith({ queues: 1.5 }), 'queues', '1.5'],
    ['a kernel without a version', virtiofsWith({ kernel: 'linux' }), 'kernel', '"linux"'],
    ['a name that is missing', { ...good, name: undefined }, 'name', 'nothing'],
    ['a later schema', { ...good, schemaVersion: 2 }, 'schemaVersion', '2'],
    ['an unknown parameter', { ...good, parameters: { dorbell: 1 } }, 'parameters.dorbell', '1'],
    ['a negative parameter', virtiofsWith({ parameters: { doorbell: -1 } }), 'parameters.doorbell.value', '-1'],
    ['a folio of more than 256 KiB', virtiofsWith({ work: reads(1, { folioBytes: 512 * KIB }) }), 'work.folioBytes', '524288'],
    [
      "a contender's mapping of more than 256 KiB",
      virtiofsWith({ contenders: [contender('pci', 257 * KIB)] }),
      'contenders.0.mappingBytes',
      '263168',
    ],
  ])('%s', (_, content, path, got) => {
    const complaint = refusal(content);
    expect(complaint.code).toBe('model-configuration');
    expect(complaint.what).toBe(`${path} in model.json`);
    expect(complaint.got).toBe(got);
  });

  it.each([
    ['nothing', null],
    ['a number', 7],
    ['a list', []],
    ['nothing in it', {}],
  ])('%s', (_, content) => {
    expect(refusal(content).code).toBe('model-configuration');
  });
});

function contender(
  device: 'pci' | 'disk',
  mappingBytes: number,
): NonNullable<Parameters<typeof virtiofsWith>[0]>['contenders'] extends (infer One)[] | undefined ? One : never {
  return { device, mappingBytes, load: { kind: 'closed', outstanding: 1 } };
}

describe('refused because its fields contradict each other', () => {
  const old = { kernel: '5.15', pool: { kind: 'default-n-areas', slots: 32_768, areas: 1 } } as const;
  it.each<[string, Parameters<typeof virtiofsWith>[0], string, RegExp]>([
    [
      'a pool smaller than one request',
      { pool: { kind: 'hv-pci-one-area', slots: 128 }, work: reads(256 * KIB) },
      'pool.slots',
      /at least 132/,
    ],
    ['slots that are no whole segments', { pool: { kind: 'hv-pci-one-area', slots: 200 } }, 'pool.slots', /multiple of 128/],
    ['areas that do not fit', { pool: { kind: 'default-n-areas', slots: 256, areas: 8 } }, 'pool.slots', /multiple of 1024/],
    [
      'areas that are no power of two',
      { pool: { kind: 'default-n-areas', slots: 32_768, areas: 3 } },
      'pool.areas',
      /power of two/,
    ],
    [
      'more areas than processors',
      { cpus: 2, pool: { kind: 'default-n-areas', slots: 32_768, areas: 4 } },
      'pool.areas',
      /at most 2/,
    ],
    ['areas before 6.0', { ...old, pool: { kind: 'default-n-areas', slots: 32_768, areas: 4 } }, 'pool.areas', /one lock/],
    [
      'areas of the other pool before 6.0',
      { ...old, pool: { kind: 'per-device', slots: 1024, defaultPool: { slots: 1024, areas: 2 } } },
      'pool.defaultPool.areas',
      /one lock/,
    ],
    ['queues that the kernel does not use', { kernel: '6.6', queues: 4 }, 'queues', /first queue/],
    ['requests larger than the ring', { ringEntries: 64 }, 'maxPages', /at most 60/],
    ['a read of nothing', { work: reads(0) }, 'work.bytes', /at least 1/],
    ['a stat of bytes', { work: { operation: 'stat', bytes: 4096, clients: 1 } }, 'work.bytes', /moves none/],
    ['entries of a file', { work: reads(1, { entries: 5 }) }, 'work.entries', /0 for read/],
    ['a read of the mount point', { work: reads(1, { directories: -1 }) }, 'work.directories', /0 or more/],
    ['cached data under FOPEN_DIRECT_IO', { work: reads(1, { cached: { data: true } }) }, 'work.cached.data', /FOPEN_DIRECT_IO/],
    ['a share above one', { parameters: { hostMissShare: 2 } }, 'parameters.hostMissShare', /0 to 1/],
    ['a family without variation', { parameters: { submit: { family: 'lognormal' } } }, 'parameters.submit.cv', /above 0/],
    [
      'a disk that maps what only PCI devices may',
      { contenders: [contender('disk', 256 * KIB)] },
      'contenders.0.mappingBytes',
      /at most 258048/,
    ],
    [
      'blocks of a disk that would wait for each other',
      {
        pool: { kind: 'default-n-areas', slots: 1024, areas: 1 },
        contenders: [{ ...contender('disk', 4 * KIB), mappings: 256, load: { kind: 'closed', outstanding: 3 } }],
      },
      'contenders.0.mappings',
      /pool of 1024 slots/,
    ],
  ])('%s', (_, others, path, expected) => {
    const complaint = refusal(virtiofsWith(others));
    expect(complaint).toMatchObject({ code: 'model-configuration', what: `${path} in model.json` });
    expect(complaint.expected).toMatch(expected);
  });

  it('9P with data that its kernel does not keep', () => {
    const { pool: _, ...rest } = good;
    const ninep = { ...rest, transport: '9p-socket', pool: { kind: 'none' }, work: reads(1, { cached: { data: true } }) };
    expect(refusal({ ...ninep, kernel: '6.1' })).toMatchObject({ what: 'work.cached.data in model.json' });
    expect(() => parseConfiguration({ ...ninep, kernel: '6.6' }, 'model.json')).not.toThrow();
  });

  it('an msize that 9P over virtio cannot describe, and a ring too short for one request', () => {
    const ninep = { ...good, transport: '9p-virtio', msize: 1024 * KIB };
    expect(refusal(ninep)).toMatchObject({ what: 'msize in model.json' });
    const short = { ...ninep, msize: 262_144, ringEntries: 32, indirectDescriptors: false, work: reads(200 * KIB) };
    expect(refusal(short)).toMatchObject({ what: 'ringEntries in model.json', expected: expect.stringContaining('at least 52') });
  });
});
