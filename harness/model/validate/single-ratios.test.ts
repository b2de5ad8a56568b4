import { describe, expect, it } from 'vitest';
import { validated } from './altered-table.ts';

describe('many requests at once against one at a time', () => {
  it('is judged by the range of the transport, the observation too', () => {
    const changed = (ratio: number): boolean =>
      validated('C2', (table) => {
        table.rows = [{ transport: 'virtiofs', ratio }];
      }).ok;
    expect([changed(2.5), changed(1.2)]).toEqual([true, false]);
  });

  it('has ranges of its own where the table states none, and other depths', () => {
    const report = validated('C2', (table) => {
      delete table.accept;
      table.rows = [
        { transport: '9p-socket', ratio: 1.01, depth: 4 },
        { transport: 'virtio-fs', ratio: 1.9, depth: 4 },
      ];
    });
    expect(report.points.map(({ n, ok }) => [n, ok])).toEqual([
      [4, true],
      [4, true],
    ]);
    expect(report.notes).toContainEqual("no range is stated for virtio-fs: this program's own is used");
  });
});

describe('an area of the pool for each processor', () => {
  it('is asked for any number of processors', () => {
    const report = validated('E', (table) => {
      table.accept = { minGainAtCpus16: 1.6, gainAtCpus1: 1 };
    });
    expect(report.points.map(({ n, ok }) => [n, ok])).toEqual([
      [16, true],
      [1, true],
    ]);
  });

  it.each([
    ['the model gains less than is asked', { accept: { minGainAtCpus8: 50 } }],
    ['what was published is no gain', { published: { gbitPerSBefore: 20, gbitPerSAfter: 19 } }],
  ])('is not ok when %s', (_, change) => {
    expect(validated('E', (table) => Object.assign(table, change)).ok).toBe(false);
  });

  it('is asked for 1.5 with eight where the table asks for nothing', () => {
    const report = validated('E', (table) => {
      delete table.accept;
    });
    expect(report.points.map(({ n }) => n)).toEqual([8, 1]);
  });
});

describe('a read with one copy fewer', () => {
  it.each([
    ['the accepted range is another', { accept: { gain: [0.1, 0.2] } }],
    ['the gain is another', { published: { blockBytes: 65_536, throughputGain: 0.3, copiesBefore: 3, copiesAfter: 2 } }],
    [
      'its copies do not fit into its time',
      { published: { blockBytes: 65_536, throughputGain: 0.6, copiesBefore: 3, copiesAfter: 2 }, accept: undefined },
    ],
  ])('is not ok when %s', (_, change) => {
    expect(validated('F', (table) => Object.assign(table, change)).ok).toBe(false);
  });

  it('needs nothing that was derived', () => {
    const plain = validated('F', (table) => {
      delete table.derived;
    });
    expect(plain).toEqual(validated('F'));
  });
});

describe('the share of DMA in an operation', () => {
  it('is not plausible when the range is narrower, whatever its rows claim', () => {
    const report = validated('G', (table) => {
      table.accept.dmaShare = [0, 0.05];
      table.rows = [];
    });
    expect(report.ok).toBe(false);
  });
});
