import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CONTENDER_FILES, observedContender } from './contender.ts';

const ASKED = { operation: 'read', askedShare: 0.5 } as const;
const NOTHING = { ...ASKED, fullBytesPerSecond: null, achievedBytesPerSecond: null };

it.each([
  ['in full', '{"fullBytesPerSecond": 4e8, "achievedBytesPerSecond": 2e8}      \n', { fullBytesPerSecond: 4e8 }],
  ['without pauses', '{"fullBytesPerSecond": null, "achievedBytesPerSecond": 2e8}\n', { fullBytesPerSecond: null }],
  ['just started', '{"fullBytesPerSecond": 4e8, "achievedBytesPerSecond": null}\n', { achievedBytesPerSecond: null }],
  ['cut', '{"fullBytesPer', NOTHING],
  ['nonsense', '{"fullBytesPerSecond": "4", "achievedBytesPerSecond": -1}', NOTHING],
])('what the contender told is read: %s', (_name, text, expected) => {
  const channel = mkdtempSync(join(tmpdir(), 'mntbench-contender-'));
  onTestFinished(() => rmSync(channel, { recursive: true }));
  writeFileSync(join(channel, CONTENDER_FILES.report), text);
  expect(observedContender(ASKED, channel)).toMatchObject(expected);
});

it('a contender that told nothing, or put a link in the place of its report, has no rates', () => {
  const channel = mkdtempSync(join(tmpdir(), 'mntbench-contender-'));
  onTestFinished(() => rmSync(channel, { recursive: true }));
  expect(observedContender(ASKED, channel)).toEqual(NOTHING);
  writeFileSync(join(channel, 'other'), '{"fullBytesPerSecond": 1, "achievedBytesPerSecond": 1}');
  symlinkSync('other', join(channel, CONTENDER_FILES.report));
  expect(observedContender(ASKED, channel)).toEqual(NOTHING);
});
