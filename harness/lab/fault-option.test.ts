import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILE_SERVERS, faultSchema } from '../core/lab-conditions.ts';
import { FAULT_FORMS } from './fault-forms.ts';
import { parseFault, parseFaults } from './fault-option.ts';

describe('a fault on the command line', () => {
  it.each([
    ['host-delay:unlinkat=5ms', { kind: 'host-delay', server: 'virtiofs', systemCall: 'unlinkat', delayNs: 5e6 }],
    ['host-delay:fsync=250us@9p-socket', { kind: 'host-delay', server: '9p-socket', systemCall: 'fsync', delayNs: 250e3 }],
    ['guest-delay:statx=2ms', { kind: 'guest-delay', systemCall: 'statx', delayNs: 2e6 }],
    ['guest-load:2', { kind: 'guest-load', loops: 2, nice: 0 }],
    ['guest-load:1@-5', { kind: 'guest-load', loops: 1, nice: -5 }],
    ['slow-disk:virtiofs=2ms', { kind: 'slow-disk', server: 'virtiofs', delayNs: 2e6 }],
    ['slow-disk:9p-socket=1.5ms', { kind: 'slow-disk', server: '9p-socket', delayNs: 1.5e6 }],
    ['kill-server:virtiofs@30s', { kind: 'kill-server', server: 'virtiofs', afterNs: 30e9, firedAt: null }],
    ['stall:9p-socket@1.5m+10s', { kind: 'stall', server: '9p-socket', afterNs: 90e9, durationNs: 10e9, firedAt: null }],
    ['full:virtiofs@30s', { kind: 'full', server: 'virtiofs', afterNs: 30e9, shareBytes: 67108864, firedAt: null }],
    ['full:virtiofs@30s=1GiB', { kind: 'full', server: 'virtiofs', afterNs: 30e9, shareBytes: 1073741824, firedAt: null }],
    ['full:virtiofs@30s=8M', { kind: 'full', server: 'virtiofs', afterNs: 30e9, shareBytes: 8388608, firedAt: null }],
  ])('%s is understood', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  const time = (text: string): string => `a time such as 500us, 5ms, 30s or 2m, where ${text} stands`;
  it.each([
    ['', `one of ${Object.values(FAULT_FORMS).join(', ')}`],
    ['explode:virtiofs', `one of ${Object.values(FAULT_FORMS).join(', ')}`],
    ['guest-delay', 'guest-delay:statx=2ms'],
    ['guest-delay:statx=2', time('"2"')],
    ['guest-delay:statx=2ms@virtiofs', time('"2ms@virtiofs"')],
    ['guest-load', 'guest-load:2[@nice]'],
    ['guest-load:0', 'a whole number from 1 to 64, where "0" stands'],
    ['guest-load:1000', 'a whole number from 1 to 64, where "1000" stands'],
    ['guest-load:1.5', 'a whole number from 1 to 64, where "1.5" stands'],
    ['guest-load:2@20', 'a whole number from -20 to 19, where "20" stands'],
    ['guest-load:2@low', 'a whole number from -20 to 19, where "low" stands'],
    ['slow-disk:2ms', 'slow-disk:virtiofs=2ms'],
    ['slow-disk:virtiofs=0ms', time('"0ms"')],
    ['slow-disk:9p-virtio=2ms', 'a server of its own: QEMU itself serves 9p-virtio, the whole guest would fail'],
    ['kill-server', 'kill-server:virtiofs@30s'],
    ['kill-server:virtiofs', 'kill-server:virtiofs@30s'],
    ['kill-server:virtiofs@soon', time('"soon"')],
    ['kill-server:virtiofs@0s', time('"0s"')],
    ['kill-server:virtiofs@30', time('"30"')],
    ['kill-server:virtiofs@30s later', time('"30s later"')],
    ['stall:virtiofs@30s', 'stall:virtiofs@30s+10s'],
    ['stall:virtiofs@30s+', 'stall:virtiofs@30s+10s'],
    ['stall:virtiofs@30s+1h', time('"1h"')],
    ['host-delay:unlinkat', 'host-delay:unlinkat=5ms[@virtiofs]'],
    ['host-delay:un link=5ms', 'host-delay:unlinkat=5ms[@virtiofs]'],
    ['host-delay:unlinkat=5ms@ext4', 'a file server that can fail: 9p-socket or virtiofs'],
    ['full:virtiofs@30s=4', 'a size of at least 1 MiB such as 64MiB or 1GiB, where "4" stands'],
    ['full:virtiofs@30s=1XB', 'a size of at least 1 MiB such as 64MiB or 1GiB, where "1XB" stands'],
    ['kill-server:9p-virtio@30s', 'a server of its own: QEMU itself serves 9p-virtio, the whole guest would fail'],
  ])('%j is refused', (text, expected) => {
    const refused = { code: 'lab-fault-invalid', what: 'option --fault', got: JSON.stringify(text), expected };
    expect(() => parseFault(text)).toThrowError(expect.objectContaining({ complaint: expect.objectContaining(refused) }));
  });

  it.each([
    [['host-delay:fsync=1ms', 'host-delay:fsync=2ms@virtiofs'], 'host-delay:fsync=2ms@virtiofs'],
    [['guest-delay:statx=1ms', 'guest-delay:statx=2ms'], 'guest-delay:statx=2ms'],
    [['guest-load:1', 'stall:virtiofs@1s+1s', 'guest-load:2'], 'guest-load:2'],
    [['full:virtiofs@1s', 'slow-disk:virtiofs=1ms'], 'slow-disk:virtiofs=1ms'],
  ])('%j contradict each other', (texts, got) => {
    expect(() => parseFaults(texts)).toThrowError(
      expect.objectContaining({
        complaint: expect.objectContaining({ code: 'lab-fault-invalid', got: JSON.stringify(got), expected: expect.any(String) }),
      }),
    );
  });

  it.each([
    [['host-delay:fsync=1ms@virtiofs', 'host-delay:fsync=1ms@9p-socket', 'guest-delay:fsync=1ms']],
    [['slow-disk:virtiofs=1ms', 'slow-disk:9p-socket=1ms', 'guest-load:2', 'stall:virtiofs@1s+1s', 'stall:virtiofs@9s+1s']],
  ])('%j go together', (texts) => {
    expect(parseFaults(texts)).toEqual(texts.map(parseFault));
  });

  const server = fc.constantFrom(...FILE_SERVERS);
  const seconds = fc.integer({ min: 1, max: 100_000 });

  it('means what it says for every server and time', () => {
    fc.assert(
      fc.property(server, seconds, seconds, (name, after, duration) => {
        const fired = { server: name, afterNs: after * 1e9, firedAt: null };
        expect(parseFault(`kill-server:${name}@${after}s`)).toEqual({ kind: 'kill-server', ...fired });
        expect(parseFault(`stall:${name}@${after}s+${duration}ms`)).toEqual({
          kind: 'stall',
          ...fired,
          durationNs: duration * 1e6,
        });
        expect(parseFault(`full:${name}@${after}s=${duration}M`)).toEqual({
          kind: 'full',
          ...fired,
          shareBytes: duration * 2 ** 20,
        });
      }),
    );
  });

  it('is understood or complained about, whatever the text is', () => {
    const word = fc.constantFrom(
      ...Object.keys(FAULT_FORMS),
      'statx',
      '@-1',
      ':',
      '@',
      '=',
      '+',
      '5ms',
      '30s',
      'virtiofs',
      '9p-virtio',
      '\n',
      '0',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join('')),
        ),
        (text) => {
          try {
            expect(faultSchema.parse(parseFault(text))).toEqual(parseFault(text));
          } catch (error) {
            expect(error).toMatchObject({ complaint: { code: 'lab-fault-invalid' } });
          }
        },
      ),
    );
  });
});
