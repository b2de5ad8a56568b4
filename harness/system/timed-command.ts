import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { monotonicNs } from './clock.ts';

/** What to run: a resolved program, never a shell. */
export interface CommandLine {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** From fork to the end of the process. */
  readonly wallNs: number;
  /** Of the command and all its children that it waited for; null with a reason in {@link Timing.rusageUnavailable}. */
  readonly usage: CommandUsage | null;
  /** First 256 KiB. */
  readonly stdout: string;
  /** Last 16 KiB: errors come last. */
  readonly stderr: string;
}

export interface CommandUsage {
  readonly userNs: number;
  readonly systemNs: number;
  readonly peakMemoryBytes: number;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
}

/**
 * Node does not tell what a child used, so a small Perl program (perl-base is on every Debian and Ubuntu; git needs Perl elsewhere)
 * forks the command and calls wait4(2), which returns the struct rusage of exactly this child. It also takes the time, so that
 * neither Perl's own start nor Node's event loop is in it, and changes the directory, so that a dead mount cannot hang the parent.
 * System call numbers: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h.
 */
const WAIT4_PROGRAM = `
use strict; use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC); use Fcntl;
my ($wait4, $cwd, @command) = @ARGV;
open(my $report, ">&=", 3) or die "no report: $!"; fcntl($report, F_SETFD, FD_CLOEXEC);
chdir $cwd or do { print $report "{\\"failed\\":" . ($!+0) . "}"; exit 126 };
my $started = clock_gettime(CLOCK_MONOTONIC);
my $pid = fork(); defined $pid or do { print $report "{\\"failed\\":" . ($!+0) . "}"; exit 126 };
if ($pid == 0) { exec { $command[0] } @command; print $report "{\\"failed\\":" . ($!+0) . "}"; close $report; exec "/bin/false"; }
my ($status, $rusage) = (pack("i", 0), "\\0" x 144);
my $got; do { $got = syscall($wait4+0, $pid, $status, 0, $rusage) } while ($got == -1 && $!{EINTR});
my $wall = clock_gettime(CLOCK_MONOTONIC) - $started;
my $s = unpack("i", $status); my @u = unpack("q<18", $rusage);
printf $report '{"exit":%d,"signal":%d,"wall":%.9f,"usage":[%s]}', $s >> 8, $s & 127, $wall, join(",", @u[0..4, 16, 17]);
`;

const WAIT4_NUMBER: Partial<Record<NodeJS.Architecture, number>> = { x64: 61, arm64: 260 };

/** What the wrapper reports. Our own words, so they are not checked: a schema library would take longer to load than a short command runs. */
type Report =
  | { readonly failed: number }
  | {
      readonly exit: number;
      readonly signal: number;
      readonly wall: number;
      readonly usage: readonly [number, number, number, number, number, number, number];
    };

const KEPT_STDOUT = 256 * 1024;
const KEPT_STDERR = 16 * 1024;

/** How commands are timed here: with the wrapper, or by Node alone and without usage. */
export type Timing =
  | { readonly kind: 'wait4'; readonly perl: string; readonly number: number }
  | { readonly kind: 'node'; readonly rusageUnavailable: string };

export function timingWith(perl: string | null): Timing {
  const number = WAIT4_NUMBER[process.arch];
  if (perl === null) return { kind: 'node', rusageUnavailable: 'no perl on PATH, which the harness needs to call wait4(2)' };
  if (number === undefined) return { kind: 'node', rusageUnavailable: `number of wait4(2) not known on ${process.arch}` };
  return { kind: 'wait4', perl, number };
}

/** Runs one command to its end. Rejects only when it cannot be started; a failing command is a result. */
export function runTimed(
  command: CommandLine,
  timing: Timing,
  onStart: (child: ChildProcess) => void = () => {},
): Promise<CommandResult> {
  return timing.kind === 'wait4' ? withWait4(command, timing, onStart) : withNode(command, onStart);
}

async function withWait4(
  command: CommandLine,
  timing: Extract<Timing, { kind: 'wait4' }>,
  onStart: (child: ChildProcess) => void,
): Promise<CommandResult> {
  const child = spawn(
    timing.perl,
    ['-e', WAIT4_PROGRAM, '--', String(timing.number), command.cwd, command.file, ...command.args],
    {
      cwd: '/',
      env: command.env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  onStart(child);
  const [text, output] = await Promise.all([collect(child.stdio[3], 'head', KEPT_STDOUT), finished(child)]);
  if (text === '') return { ...output, wallNs: 0, usage: null }; // The wrapper itself was killed: exitCode and signal tell.
  const parsed = JSON.parse(text.slice(0, text.indexOf('}') + 1)) as Report;
  if ('failed' in parsed) throw new Error(`cannot start ${command.file} in ${command.cwd}: ${errnoName(parsed.failed)}`);
  const [userS, userUs, systemS, systemUs, kilobytes, voluntary, involuntary] = parsed.usage;
  return {
    ...output,
    exitCode: parsed.signal === 0 ? parsed.exit : null,
    signal: parsed.signal === 0 ? null : signalName(parsed.signal),
    wallNs: Math.round(parsed.wall * 1e9),
    usage: {
      userNs: userS * 1e9 + userUs * 1e3,
      systemNs: systemS * 1e9 + systemUs * 1e3,
      peakMemoryBytes: kilobytes * 1024,
      voluntarySwitches: voluntary,
      involuntarySwitches: involuntary,
    },
  };
}

async function withNode(command: CommandLine, onStart: (child: ChildProcess) => void): Promise<CommandResult> {
  const started = monotonicNs();
  const child = spawn(command.file, command.args, { cwd: command.cwd, env: command.env, stdio: ['ignore', 'pipe', 'pipe'] });
  onStart(child);
  let ended = started;
  child.once('exit', () => {
    ended = monotonicNs();
  });
  return { ...(await finished(child)), wallNs: ended - started, usage: null };
}

async function finished(child: ChildProcess): Promise<Omit<CommandResult, 'wallNs' | 'usage'>> {
  const closed = new Promise<{ exitCode: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const [stdout, stderr, end] = await Promise.all([
    collect(child.stdout, 'head', KEPT_STDOUT),
    collect(child.stderr, 'tail', KEPT_STDERR),
    closed,
  ]);
  return { ...end, stdout, stderr };
}

async function collect(stream: unknown, part: 'head' | 'tail', limit: number): Promise<string> {
  let kept = Buffer.alloc(0);
  if (!isReadable(stream)) return '';
  for await (const chunk of stream) {
    if (part === 'head' && kept.length >= limit) continue; // Read on, or the command blocks on a full pipe.
    kept = Buffer.concat([kept, Buffer.from(chunk)]);
    kept = part === 'head' ? kept.subarray(0, limit) : kept.subarray(-limit);
  }
  return kept.toString('utf8');
}

function isReadable(stream: unknown): stream is AsyncIterable<Uint8Array> {
  return typeof stream === 'object' && stream !== null && Symbol.asyncIterator in stream;
}

function errnoName(number: number): string {
  return Object.entries(constants.errno).find(([, value]) => value === number)?.[0] ?? `errno ${number}`;
}

function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;
}
