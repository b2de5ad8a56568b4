import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findKernel } from './kernel.ts';
import { type DebianSeries, kernelPackages, newestPackage, parseSeries } from './kernel-series.ts';
import { findMirror } from './mirror.ts';

/** As apt-cache pkgnames linux-image- printed them, in no order. */
const NAMES = [
  'linux-image-amd64',
  'linux-image-6.12.9+bpo-amd64',
  'linux-image-6.12.95+deb12-amd64',
  'linux-image-6.12.95+deb12-cloud-amd64',
  'linux-image-6.12.95+deb12-rt-amd64',
  'linux-image-6.12.95+deb12-amd64-dbg',
  'linux-image-6.12.96+deb12-amd64-unsigned',
  'linux-image-6.1.0-9-amd64',
  'linux-image-6.1.0-41-amd64',
  'linux-image-6.1.0-42-cloud-amd64',
  'linux-image-7.0.4+deb14-amd64',
  'linux-image-6.12.99+deb12-arm64',
];

describe('the kernel of a series', () => {
  it.each<[DebianSeries, string | null]>([
    ['6.1', 'linux-image-6.1.0-41-amd64'],
    ['6.12', 'linux-image-6.12.95+deb12-amd64'],
    ['7', 'linux-image-7.0.4+deb14-amd64'],
    ['6.18', null],
  ])('%s is the newest general one', (series, expected) => {
    expect(newestPackage(series, NAMES)).toBe(expected);
  });

  it('is one package, or one with parts of its own name', () => {
    const old = 'linux-image-6.18.15+deb13-amd64\n  PreDepends: linux-base\n  Depends: <linux-base-6.18.15+deb13-amd64>\n';
    expect(kernelPackages('linux-image-6.18.15+deb13-amd64', old)).toEqual(['linux-image-6.18.15+deb13-amd64']);
    const split =
      'linux-image-7.3.4+deb13-amd64\n  PreDepends: linux-base\n |Depends: <dracut>\n  Depends: linux-base-7.3.4+deb13-amd64\n' +
      '  Depends: linux-binary-7.3.4+deb13-amd64\n  Depends: linux-modules-7.3.4+deb13-amd64\n  Suggests: linux-doc-7.3\n';
    expect(kernelPackages('linux-image-7.3.4+deb13-amd64', split)).toEqual([
      'linux-image-7.3.4+deb13-amd64',
      'linux-base-7.3.4+deb13-amd64',
      'linux-binary-7.3.4+deb13-amd64',
      'linux-modules-7.3.4+deb13-amd64',
    ]);
  });

  it('is named on the command line, several by commas', () => {
    expect(parseSeries('6.1, 6.18,6.1')).toEqual(['6.1', '6.18']);
    expect(() => parseSeries('6.2')).toThrow(/"6.2", expected one of/);
    expect(() => parseSeries('toString')).toThrow(/expected one of/);
  });

  it('is taken from the cache where it is complete, the newest first, and another series never', () => {
    const root = mkdtempSync(join(tmpdir(), 'mntbench-kernels-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    const add = (name: string, series: string, text?: string): void => {
      mkdirSync(join(root, name));
      const sha = '0'.repeat(64);
      const record = { schemaVersion: 1, series, release: name, image: 'i', moduleRoot: '', imageSha256: sha, debian: null };
      writeFileSync(join(root, name, 'kernel.json'), text ?? JSON.stringify(record));
    };
    expect(findKernel('6.1', root)).toBeNull();
    add('6.1-6.1.9-1', '6.1');
    add('6.1-6.1.170-1', '6.1');
    add('6.1-6.1.999-1', '6.1', '{ "half": ');
    add('6.12-6.12.95-1', '6.12');
    expect(findKernel('6.1', root)?.record.release).toBe('6.1-6.1.170-1');
    expect(findKernel('6.18', root)).toBeNull();
    expect(findKernel('6.1', join(root, 'nowhere'))).toBeNull();
  });
});

describe('the mirror', () => {
  it.each([
    [
      'deb822',
      'Types: deb\n# http://snapshot.example/archive/debian/2025\nURIs: http://m.example/debian\nSuites: x\n',
      'http://m.example/debian',
    ],
    ['one line', 'deb [signed-by=/k.gpg] https://m.example/debian/ bookworm main\n', 'https://m.example/debian/'],
    ['security only', 'URIs: http://m.example/debian-security\n', null],
    ['another vendor', 'deb https://v.example/apt stable main\n', null],
    ['a comment', '# deb http://m.example/debian x main\n', null],
  ])('is read from the sources of this machine: %s', (_name, text, expected) => {
    expect(findMirror(['deb https://other.example/node x main\n', text])).toBe(expected);
  });
});
