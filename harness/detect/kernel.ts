import { gunzipSync } from 'node:zlib';
import type { Environment, KernelLog } from '../core/environment.ts';
import { versionParts } from '../core/version-order.ts';
import { builderLooksStock, nameLooksStock, parseProcVersion } from './kernel-release.ts';
import { contentOf, MOST_BYTES, readText, reasonOf, type Sources } from './sources/sources.ts';
import type { Gaps } from './unavailable.ts';

type Kernel = Environment['kernel'];
type KernelBuild = Environment['kernelBuild'];

export async function readKernel(
  sources: Sources,
  log: KernelLog | null,
  gaps: Gaps,
): Promise<{ kernel: Kernel; build: KernelBuild }> {
  const [version, osrelease, uname, config] = await Promise.all([
    readText(sources, '/proc/version'),
    readText(sources, '/proc/sys/kernel/osrelease'),
    // The same text as osrelease, which is always there on a live machine.
    sources.kind === 'folder' ? sources.command('uname-r') : null,
    readConfig(sources),
  ]);
  const parsed = parseProcVersion(contentOf(version) ?? '');
  const unamed = uname === null ? null : contentOf(uname);
  const release =
    parsed.release ??
    firstWord(contentOf(osrelease)) ??
    firstWord(unamed === null ? null : Buffer.from(unamed.stdout).toString('utf8')) ??
    log?.release ??
    null;

  const kernel: Kernel = {
    release,
    version: release === null ? [] : versionParts(release),
    builder: parsed.builder,
    build: parsed.build,
    tail: parsed.tail,
    nameLooksStock: release === null ? null : nameLooksStock(release),
    builderLooksStock: parsed.builder === null ? null : builderLooksStock(parsed.builder),
  };
  gaps.explain('kernel', kernel, reasonOf(version, 'not shown by /proc/version'));

  const build: KernelBuild = {
    compiler: parsed.compiler,
    family:
      parsed.compiler === null ? null : /clang/i.test(parsed.compiler) ? 'clang' : /gcc/i.test(parsed.compiler) ? 'gcc' : null,
    lto: config === null ? null : config.has('LTO_CLANG_FULL') ? 'full' : config.has('LTO_CLANG_THIN') ? 'thin' : 'none',
    profileGuided:
      config === null ? null : ['AUTOFDO_CLANG', 'PROPELLER_CLANG', 'PGO_CLANG'].some((option) => config.has(option)),
    hz: config === null ? null : decimal(config.get('HZ')),
    contigAlloc: config === null ? null : config.has('CONTIG_ALLOC'),
  };
  gaps.explain('kernelBuild', build, 'the kernel shows no /proc/config.gz (CONFIG_IKCONFIG_PROC)', {
    compiler: reasonOf(version, 'not shown by /proc/version'),
    family: reasonOf(version, 'neither gcc nor clang is named by /proc/version'),
  });
  return { kernel, build };
}

/** Options that are set, without their CONFIG_; null where the kernel does not show them. */
async function readConfig(sources: Sources): Promise<ReadonlyMap<string, string> | null> {
  const packed = contentOf(await sources.bytes('/proc/config.gz'));
  if (packed === null) return null;
  try {
    const text = gunzipSync(packed, { maxOutputLength: MOST_BYTES }).toString('utf8');
    const options = [...text.matchAll(/^CONFIG_(\w+)=(.*)$/gm)].map((match) => [match[1] ?? '', match[2] ?? ''] as const);
    return options.length === 0 ? null : new Map(options);
  } catch {
    return null;
  }
}

function firstWord(text: string | null): string | null {
  return text?.trim().split(/\s+/, 1)[0] || null;
}

function decimal(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : null;
}
