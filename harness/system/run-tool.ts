import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CommandLine } from './timed-command.ts';

/** Runs a program to its end, untimed, with what it reads; resolves with its output, rejects with its complaint. */
export async function runTool(command: CommandLine, stdin: AsyncIterable<string | Uint8Array> | null): Promise<string> {
  const child = spawn(command.file, command.args, { cwd: command.cwd, env: command.env, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const fed = stdin === null ? Promise.resolve(child.stdin.end()) : pipeline(Readable.from(stdin), child.stdin);
  // A program that ends before it has read everything says why on stderr; the broken pipe says nothing.
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended, fed.catch(() => {})]);
  if (code === 0) return stdout;
  throw new Error(`${command.file} ${command.args.join(' ')} failed: ${stderr.trim() || stdout.trim() || `exit ${code}`}`);
}

async function text(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
