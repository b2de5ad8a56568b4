import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.ts';
import { nameLooksStock } from './kernel-release.ts';
import { documentOf, SAMPLES, sample, sampleText } from './testing/folder.ts';
import { parseWslVersion } from './wsl-version.ts';

describe('doctor of a folder with only proc/version', () => {
  it.each([
    [
      'wsl1-19041',
      'wsl1',
      '4.4.0-19041-Microsoft',
      [4, 4, 0],
      'Microsoft@Microsoft.com',
      '#488-Microsoft',
      'Mon Sep 01 13:43:00 PST 2020',
    ],
    [
      '5.10.16.3',
      'wsl2',
      '5.10.16.3-microsoft-standard-WSL2',
      [5, 10, 16, 3],
      'oe-user@oe-host',
      '#1',
      'SMP Fri Apr 2 22:23:49 UTC 2021',
    ],
    [
      '6.6.87.2',
      'wsl2',
      '6.6.87.2-microsoft-standard-WSL2',
      [6, 6, 87, 2],
      'root@439a258ad544',
      '#1',
      'SMP PREEMPT_DYNAMIC Thu Jun  5 18:30:46 UTC 2025',
    ],
    [
      '6.18.33.2',
      'wsl2',
      '6.18.33.2-microsoft-standard-WSL2',
      [6, 18, 33, 2],
      'root@f1bbfb02316b',
      '#1',
      'SMP PREEMPT_DYNAMIC Thu Jun 18 21:54:43 UTC 2026',
    ],
    [
      '6.18.40.1',
      'wsl2',
      '6.18.40.1-microsoft-standard-WSL2',
      [6, 18, 40, 1],
      'root@71c659030f6c',
      '#1',
      'SMP PREEMPT_DYNAMIC Fri Jul 31 22:12:15 UTC 2026',
    ],
  ])('%s is %s', async (name, platform, release, version, builder, build, tail) => {
    const document = await documentOf({ 'proc/version': await sample(`proc-version/${name}.txt`) });
    expect(document.platform).toBe(platform);
    expect(document.kernel).toEqual({ release, version, builder, build, tail, nameLooksStock: true, builderLooksStock: true });
    expect(document.kernelBuild.family).toBe('gcc');
    expect(document.findings.map(({ code }) => code)).not.toContain('custom-kernel');
  });
});

describe('doctor of a folder with only uname -r', () => {
  it.each([
    ['4.4.0-19041-Microsoft', [4, 4, 0], 'wsl1', true],
    ['4.19.104-microsoft-standard', [4, 19, 104], 'wsl2', true],
    ['5.4.72-microsoft-standard-WSL2', [5, 4, 72], 'wsl2', true],
    ['5.10.16.3-microsoft-standard-WSL2', [5, 10, 16, 3], 'wsl2', true],
    ['5.15.90.1-microsoft-standard-WSL2', [5, 15, 90, 1], 'wsl2', true],
    ['5.15.167.4-microsoft-standard-WSL2', [5, 15, 167, 4], 'wsl2', true],
    ['6.6.87.2-microsoft-standard-WSL2', [6, 6, 87, 2], 'wsl2', true],
    ['6.6.114.1-microsoft-standard-WSL2', [6, 6, 114, 1], 'wsl2', true],
    ['6.18.33.2-microsoft-standard-WSL2', [6, 18, 33, 2], 'wsl2', true],
    ['6.6.75.1-microsoft-standard-WSL2+', [6, 6, 75, 1], 'wsl2', false],
  ])('%s is %j on %s, stock: %s', async (release, version, platform, stock) => {
    expect(await sampleText('uname/releases.txt')).toContain(`${release}\n`);
    const document = await documentOf({ 'commands/uname-r.txt': `${release}\n` });
    expect(document).toMatchObject({ platform, kernel: { release, version, nameLooksStock: stock, builder: null } });
  });

  it('doubts three parts from 5.10 on', () => {
    expect(nameLooksStock('6.6.87-microsoft-standard-WSL2')).toBe(false);
  });
});

describe('doctor of a folder with only proc/cmdline', () => {
  it.each([
    ['cmdline/4.19.txt', 'none', 5, false, null],
    ['cmdline/5.13-virtio9p-swiotlb-force.txt', 'shared', 16, true, null],
    ['cmdline/5.15.146.1.txt', 'none', 8, false, null],
    ['cmdline/6.6.87.2.txt', 'none', 8, false, null],
    ['cmdline/6.18.33.2-stable-2.7.txt', 'none', 16, false, null],
    ['reconstructed/cmdline-virtiofs-stable-2.7.txt', 'shared', 16, true, null],
    ['reconstructed/cmdline-pool.txt', 'requested-unavailable', 16, true, 67_108_864],
  ])('%s has the pool %s', async (name, state, nrCpus, swiotlbForce, hvPciSwiotlbBytes) => {
    const document = await documentOf({ 'proc/cmdline': await sample(name) });
    expect(document.cmdline).toEqual({ nrCpus, swiotlbForce, hvPciSwiotlbBytes });
    expect(document.dmaPool).toMatchObject({ state, sizeBytes: null });
    expect(document.platform).toBe('wsl2');
    expect(document.machine.storvscMaxHwQueues).toBe(name.endsWith('-pool.txt') ? 4 : null);
  });

  const POOL = async (): Promise<Record<string, Uint8Array>> => ({
    'proc/cmdline': await sample('reconstructed/cmdline-pool.txt'),
  });
  const SYSFS = 'sys/bus/vmbus/drivers/hv_pci/swiotlb_';

  it('has a dedicated pool when both files of sysfs are there', async () => {
    const document = await documentOf({
      ...(await POOL()),
      [`${SYSFS}base`]: await sample('reconstructed/sysfs-swiotlb_base.txt'),
      [`${SYSFS}size`]: await sample('reconstructed/sysfs-swiotlb_size.txt'),
    });
    expect(document.dmaPool).toMatchObject({ state: 'dedicated', sizeBytes: 64 * 1024 * 1024 });
    expect(document.dmaPool.evidence.join()).toContain('0xec000000');
  });

  it.each(['base', 'size'])('has none when only %s is there', async (file) => {
    const content = { ...(await POOL()), [`${SYSFS}${file}`]: await sample(`reconstructed/sysfs-swiotlb_${file}.txt`) };
    expect((await documentOf(content)).dmaPool.state).toBe('requested-unavailable');
  });

  it('has a dedicated pool of unknown size when the size is no number', async () => {
    const document = await documentOf({ ...(await POOL()), [`${SYSFS}base`]: 'x', [`${SYSFS}size`]: 'x' });
    expect(document.dmaPool).toMatchObject({ state: 'dedicated', sizeBytes: null });
    expect(document.unavailable.map(({ path }) => path)).toContain('dmaPool.sizeBytes');
  });

  it.each([
    ['swiotlb=65536,force', 'shared'],
    ['swiotlb=noforce', 'none'],
    ['swiotlb=force swiotlb=noforce', 'none'],
    ['swiotlb=force hv_pci_swiotlb=64M', 'requested-unavailable'],
    ['swiotlb=force hv_pci_swiotlb=0', 'shared'],
    ['swiotlb=force hv_pci_swiotlb=much', 'shared'],
    ['xswiotlb=force', 'none'],
  ])('reads %s as %s', async (cmdline, state) => {
    expect((await documentOf({ 'proc/cmdline': `quiet ${cmdline}\n` })).dmaPool.state).toBe(state);
  });
});

describe('doctor of a folder with only commands/wsl.exe--version.txt', () => {
  const DX25131 = '10.0.25131.1002-220531-1700.rs-onecore-base2-hyp';
  const DX26100 = '10.0.26100.1-240331-1435.ge-release';
  const D3D608 = '1.608.2-61064218';
  const D3D611 = '1.611.1-81528511';
  it.each([
    ['en-1.2.5.0', '1.2.5.0', '5.15.90.1', '1.0.51', '1.2.3770', D3D608, DX25131, '10.0.22000.2538'],
    ['en-2.3.26.0', '2.3.26.0', '5.15.167.4-1', '1.0.65', '1.2.5620', D3D611, DX26100, '10.0.19045.5011'],
    ['en-2.5.9.0', '2.5.9.0', '6.6.87.2-1', '1.0.66', '1.2.6074', D3D611, DX26100, '10.0.19045.6036'],
    ['en-2.7.5.0', '2.7.5.0', '6.18.26.1-1', '1.0.73', '1.2.6676', D3D611, DX26100, '10.0.26200.8457'],
    ['en-2.7.12.0', '2.7.12.0', '6.18.33.2-2', '1.0.73.2', '1.2.7214', D3D611, DX26100, '10.0.26200.9106'],
    ['en-2.9.12.0', '2.9.12.0', '6.18.40.1-1', '1.0.79', '1.2.7214', D3D611, DX26100, '10.0.26200.9445'],
    ['en-3.0.1.0', '3.0.1.0', '6.18.40.1-1', '1.0.79', '1.2.7214', D3D611, DX26100, '10.0.19045.6466'],
    ['ja-2.4.4.0-last-4-lines', null, null, null, '1.2.5620', D3D611, DX26100, '10.0.22631.4890'],
    ['zh-CN-2.5.7.0', '2.5.7.0', '6.6.87.1-1', '1.0.66', '1.2.6074', D3D611, DX26100, '10.0.19045.5854'],
    ['zh-TW-2.4.11.0', '2.4.11.0', '5.15.167.4-1', '1.0.65', '1.2.5716', D3D611, DX26100, '10.0.26100.3323'],
    ['de-2.3.26.0', '2.3.26.0', '5.15.167.4-1', '1.0.65', '1.2.5620', D3D611, DX26100, '10.0.26100.1742'],
    ['ja-2.7.10.0', '2.7.10.0', '6.18.33.2-2', '1.0.73.2', '1.2.6676', D3D611, DX26100, '10.0.26200.8894'],
    ['fr-2.4.13.0', '2.4.13.0', '5.15.167.4-1', '1.0.65', '1.2.5716', D3D611, DX26100, '10.0.26100.3775'],
    ['pt-BR-2.1.0.0', '2.1.0.0', '5.15.137.3-1', '1.0.59', '1.2.4677', D3D611, DX25131, '10.0.26120.3360'],
  ])('%s is WSL %s', async (name, version, kernel, wslg, msrdc, direct3d, dxcore, windows) => {
    const utf8 = await sampleText(`wsl-version/${name}.txt`);
    const crlf = utf8.replaceAll('\n', '\r\n');
    const encodings = [utf8, `\uFEFF${utf8}`, crlf, Buffer.from(crlf, 'utf16le'), Buffer.from(`\uFEFF${crlf}`, 'utf16le')];
    for (const bytes of [...encodings, Buffer.from(`\uFEFF${crlf}`, 'utf16le').swap16()]) {
      const document = await documentOf({ 'commands/wsl.exe--version.txt': bytes });
      // The Portuguese sample names Direct3D 1.611 beside an older DXCore.
      expect(document.wsl).toEqual({ version, kernel, wslg, msrdc, direct3d: direct3d, dxcore, windows });
      expect(document.wslFrom).toBe('wsl.exe');
      // The packaged kernel is not the running one.
      expect(document.kernel.release).toBeNull();
    }
  });

  it.each(['en-2.7.5.0', 'zh-CN-2.5.7.0'])('%s decodes to its text file', async (name) => {
    const decoded = decodeText(await sample(`reconstructed/wsl-version-${name}.utf16le.bin`));
    expect(decoded.replaceAll('\r\n', '\n').trimEnd()).toBe((await sampleText(`wsl-version/${name}.txt`)).trimEnd());
  });

  it('reads single lines of any language', async () => {
    const lines = (await sampleText('wsl-version/mixed-locales-single-lines.txt')).trim().split('\n').map(parseWslVersion);
    expect(lines.map(({ version, kernel }) => version ?? kernel)).toEqual(['2.7.13.0', '2.4.4.0', '5.15.167.4-1', '2.3.26']);
    expect(lines.map(({ kernel }) => kernel)).toEqual([null, null, '5.15.167.4-1', null]);
  });

  it('is not misled by other outputs of wsl.exe', async () => {
    for (const name of ['other/wsl-status-en.txt', 'other/wsl-list-verbose.txt', 'other/init-error-no-virtio-transport.txt']) {
      expect((await documentOf({ 'commands/wsl.exe--version.txt': await sample(name) })).wsl).toBeNull();
    }
  });

  it('takes the warning about the kernel as evidence for the pool', async () => {
    const document = await documentOf({
      'commands/wsl.exe--version.stderr.txt': await sample('reconstructed/wsl-warning-no-pool-kernel.txt'),
    });
    expect(document.dmaPool).toMatchObject({ state: 'requested-unavailable', sizeBytes: null });
    expect(document.wsl).toBeNull();
  });

  it('falls back to wslinfo, then to the kernel log', async () => {
    const info = await documentOf({
      'commands/wslinfo--version.txt': '2.7.3.0\n',
      'commands/wslinfo--networking-mode.txt': 'mirrored\n',
    });
    expect(info).toMatchObject({
      wsl: { version: '2.7.3.0', kernel: null },
      wslFrom: 'wslinfo',
      settings: { networkingMode: 'mirrored' },
    });
    const log = await documentOf({ 'commands/dmesg.txt': await sample('dmesg/wsl-version-line-2.7.3.0.txt') });
    expect(log).toMatchObject({ wsl: { version: '2.7.3.0' }, wslFrom: 'kernel-log', platform: 'wsl2' });
  });
});

describe('doctor of a folder with only commands/dmesg.txt', () => {
  it('sees no pool in the SWIOTLB of an ordinary VM, and no drive in the device of WSLg', async () => {
    const document = await documentOf({ 'commands/dmesg.txt': await sample('dmesg/5.15.146.1-excerpt.txt') });
    expect(document).toMatchObject({
      platform: 'wsl2',
      dmaPool: { state: 'none', sizeBytes: null },
      kernelLog: { hostBuild: '10.0.22621.3447', virtiofsTags: [], hypervisor: 'Microsoft Hyper-V' },
      wsl: { windows: '10.0.22621.3447', version: null },
      kernel: { release: '5.15.146.1-microsoft-standard-WSL2' },
      cmdline: { nrCpus: 8, swiotlbForce: false },
    });
  });

  it('reads the host build as newer kernels print it', async () => {
    const document = await documentOf({ 'commands/dmesg.txt': '[    0.000000] Hyper-V: Host Build 10.0.26100.4652-1-0\n' });
    expect(document.kernelLog?.hostBuild).toBe('10.0.26100.4652');
  });

  it('lists tags of virtiofs', async () => {
    const document = await documentOf({ 'commands/dmesg.txt': await sample('dmesg/virtiofs-tags-6.18.8.txt') });
    expect(document.kernelLog?.virtiofsTags).toEqual(['drvfsC0', 'drvfsD1']);
    expect(document.dmaPool.state).toBe('unknown');
  });

  it('sees drives that were not mounted', async () => {
    const document = await documentOf({ 'commands/dmesg.txt': await sample('other/init-error-no-virtio-transport.txt') });
    expect(document.kernelLog?.mountFailures).toHaveLength(2);
    expect(document.findings.map(({ code }) => code)).toContain('drive-not-mounted');
    expect(
      (await documentOf({ 'commands/dmesg.txt': await sample('dmesg/5.15.146.1-excerpt.txt') })).kernelLog?.mountFailures,
    ).toEqual([]);
  });

  it('sees a dedicated pool being made', async () => {
    const document = await documentOf({ 'commands/dmesg.txt': await sample('reconstructed/dmesg-pool.txt') });
    expect(document.dmaPool).toMatchObject({ state: 'dedicated', sizeBytes: 64 * 1024 * 1024 });
  });

  it('sees a kernel that does not know the pool', async () => {
    const document = await documentOf({ 'commands/dmesg.txt': await sample('reconstructed/dmesg-pool-unsupported-kernel.txt') });
    expect(document.dmaPool.state).toBe('requested-unavailable');
    expect(document.findings.map(({ code }) => code)).toContain('dma-pool-requested-unavailable');
  });

  it.each([
    'hv_pci: failed to allocate 67108864-byte swiotlb pool below 4G; feature disabled',
    'hv_pci: failed to create swiotlb pool',
    'hv_pci: CONFIG_CONTIG_ALLOC disabled; hv_pci_swiotlb= ignored',
  ])('sees a pool that failed: %s', async (message) => {
    const document = await documentOf({ 'commands/dmesg.txt': `[    0.1] ${message}\n` });
    expect(document.dmaPool.state).toBe('requested-unavailable');
    expect(document.dmaPool.evidence.join()).toContain(message);
  });
});

describe('.wslconfig', () => {
  it.each(['commands/wslconfig.txt', 'mnt/c/Users/somebody/.wslconfig'])('is found at %s', async (place) => {
    const { settings } = await documentOf({ [place]: await sample('reconstructed/wslconfig-plain.txt') });
    expect(settings.wslconfig).toHaveLength(1);
    expect(settings.wslconfig[0]).toMatchObject({
      values: {
        'wsl2.virtiofs': true,
        'wsl2.memory': 8 * 1024 ** 3,
        'wsl2.processors': 8,
        'wsl2.kernelCommandLine': 'psi=1',
        'experimental.autoMemoryReclaim': 'disabled',
      },
      warnings: [],
    });
    expect(settings.asked).toMatchObject({
      virtiofs: true,
      memoryBytes: 8 * 1024 ** 3,
      processors: 8,
      autoMemoryReclaim: 'disabled',
    });
  });

  it('with bad lines keeps what WSL keeps', async () => {
    const { settings, findings } = await documentOf({
      'commands/wslconfig.txt': await sample('reconstructed/wslconfig-bad-lines.txt'),
    });
    expect(settings.wslconfig[0]?.values).toEqual({ 'wsl2.virtiofs': true, 'wsl2.kernelModules': 'C:\\wsl\\modules.vhdx' });
    expect(settings.wslconfig[0]?.warnings.map(({ line, code }) => [line, code])).toEqual([
      [2, 'bad-escape'],
      [4, 'duplicate'],
      [5, 'invalid-value'],
      [6, 'invalid-line'],
      [7, 'unknown-key'],
    ]);
    expect(settings.asked).toMatchObject({ kernel: null, memoryBytes: null, virtiofs: true });
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        'config-bad-escape',
        'config-duplicate',
        'config-invalid-value',
        'config-invalid-line',
        'config-unknown-key',
      ]),
    );
  });

  it('with a BOM and CRLF is read, and `yes` is no boolean', async () => {
    const { settings } = await documentOf({ 'commands/wslconfig.txt': await sample('reconstructed/wslconfig-bom-crlf.txt') });
    expect(settings.wslconfig[0]?.values).toEqual({ 'wsl2.swap': 0 });
    expect(settings.wslconfig[0]?.warnings).toMatchObject([{ code: 'invalid-value', line: 2 }]);
    expect(settings.asked).toMatchObject({ virtiofs: false, swapBytes: 0 });
  });
});

/** A pre-flight probe of a target, not detection: these are for the stage that measures. */
const READ_ELSEWHERE = ['other/stat-eio-virtiofs.txt'];

it('has a test for every sample', async () => {
  const tests = (await readdir(import.meta.dirname)).filter((name) => name.startsWith('sample') && name.endsWith('.test.ts'));
  const { readFile } = await import('node:fs/promises');
  const text = (await Promise.all(tests.map(async (name) => await readFile(`${import.meta.dirname}/${name}`, 'utf8')))).join(
    '\n',
  );
  const samples = (await readdir(SAMPLES, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && entry.name !== 'README.md',
  );
  const untested = samples
    .map((entry) => `${entry.parentPath.slice(SAMPLES.length)}/${entry.name}`.replace(/^\//, ''))
    .filter(
      (name) =>
        !text.includes(name.replace(/^.*\/(?:sysfs-swiotlb_|wsl-version-)?/, '').replace(/(?:\.utf16le\.bin|\.txt)$/, '')),
    )
    .filter((name) => !READ_ELSEWHERE.includes(name) && !/sysfs-swiotlb_/.test(name));
  expect(samples.length).toBeGreaterThan(70);
  expect(untested).toEqual([]);
});
