import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOST_PROBE_OPERATIONS } from '../core/host-probe.ts';
import { projectFolder } from '../system/folders.ts';
import { drivePath, probeOnWindows } from './on-windows.ts';
import { PROBE_OPTIONS } from './options.ts';
import { LONGEST_COMMAND, windowsArguments } from './windows-command.ts';

const SCRIPT = readFileSync(join(projectFolder(), 'scripts/host-probe.ps1'), 'utf8');

/** What PowerShell makes of its last argument, and of the folder's name in it. */
function decoded(args: readonly string[]): { readonly text: string; readonly folder: string } {
  const text = Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le');
  const folder = Buffer.from(/-EncodedFolder '([A-Za-z0-9+/=]*)'/.exec(text)?.[1] ?? '', 'base64').toString('utf8');
  return { text, folder };
}

describe('the command for Windows', () => {
  it.each([
    String.raw`C:\Users\me\.mntbench`,
    String.raw`D:\it's $HOME "100 %" \`whoami\` & del *`,
    'C:\\‘smart’ ‚quotes‛ end PowerShell strings too\\日本語 ü😀',
    `C:\\${'long\\'.repeat(600)}`,
  ])('names the folder %j without quoting it', (path) => {
    const args = windowsArguments(path, PROBE_OPTIONS);
    expect(decoded(args).folder).toBe(path);
    expect(decoded(args).text).toBe(
      `& {\n${SCRIPT}\n} -EncodedFolder '${Buffer.from(path).toString('base64')}' -Calls 60 -WarmUp 40`,
    );
    expect(args.every((arg) => /^[-A-Za-z0-9+/=]+$/.test(arg))).toBe(true);
    expect(args.join(' ').length).toBeLessThan(LONGEST_COMMAND);
  });

  it.each([
    ['C:\\Users\\me\\.mntbench\n', 'C:\\Users\\me\\.mntbench'],
    ['d:\\x y\r\n', 'd:\\x y'],
    ['C:\\', 'C:\\'],
    ['\\\\wsl.localhost\\Debian\\tmp\n', null],
    ['\\\\server\\share\\x\n', null],
    ['/mnt/c\n', null],
    ['wslpath: no\n', null],
    ['C:\\a\nC:\\b\n', null],
    ['', null],
  ])('of wslpath printing %j goes to %j', (printed, path) => {
    expect(drivePath(printed)).toBe(path);
  });
});

describe('the script', () => {
  it('measures every operation of the record, each once, and no other', () => {
    const measured = [...SCRIPT.matchAll(/^ {2}Measure-Operation '([^']+)'/gm)].map(([, name]) => name);
    expect(measured).toEqual(HOST_PROBE_OPERATIONS);
  });

  it('is plain ASCII and begins with its parameters, as a block that is called must', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the ends of the allowed range
    expect(SCRIPT).toMatch(/^[\x0a\x20-\x7e]*$/);
    expect(SCRIPT.split('\n').find((line) => !line.startsWith('#'))).toMatch(/^param\(/);
  });

  it('uses nothing that Windows PowerShell 5.1 does not have', () => {
    expect(SCRIPT).not.toMatch(/\?\?|\?\.|\s&&\s|\s\|\|\s|\? .* : /);
  });

  it('has every bracket and quote closed', () => {
    const bare = SCRIPT.replace(/'(?:''|[^'\n])*'/g, "''").replace(/^#.*$/gm, '');
    expect(bare.replaceAll("''", '')).not.toContain("'");
    for (const [open, close] of ['()', '{}', '[]'])
      expect(bare.split(open as string).length, open).toBe(bare.split(close as string).length);
  });

  it('writes nowhere but in a folder of its own', () => {
    const written = [...SCRIPT.matchAll(/\[IO\.(?:File|Directory)\]::(?:Write\w+|Create\w*|Move|Delete)\(([^)]*)/g)].map(
      ([, path]) => path,
    );
    expect(written).not.toHaveLength(0);
    for (const path of written) expect(path).toMatch(/^\$(?:path|created|from)\b|^\[IO\.Path\]::Combine\(\$(?:folder|list),/);
  });
});

describe('on a machine without interop', () => {
  it('a folder has no name on the far side', async () => {
    expect(await probeOnWindows('/nowhere', { ...PROBE_OPTIONS, timeoutMs: 2000 }, ['no-powershell-here'])).toEqual({
      runtime: null,
      operations: [],
      unavailable: [{ operation: null, reason: 'no-far-path', detail: null }],
    });
  });
});
