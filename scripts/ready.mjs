import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Makes a fresh clone ready to run: locked dependencies and the compiled program. Plain JavaScript, because nothing else is there yet. */

export const project = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(project, ...parts);

const SOURCES = ['harness', 'workloads', 'tsconfig.json', 'tsconfig.build.json', 'package.json'];

export function ready() {
  installWhenStale();
  buildWhenStale();
}

function installWhenStale() {
  const stamp = at('node_modules', '.mntbench-lock');
  const wanted = hash(readFileSync(at('package-lock.json')));
  if (content(stamp) === wanted) return;
  say('installing the locked dependencies (once; about half a minute)');
  // `npm` by the path that npm itself gives to its scripts, so that it is the same one; else the one on PATH.
  const npm = process.env.npm_execpath;
  const [file, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  run(file, [...first, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], 'npm ci');
  writeFileSync(stamp, wanted);
}

function buildWhenStale() {
  const stamp = at('dist', '.mntbench-build');
  const wanted = sourceState();
  if (content(stamp) === wanted) return;
  say('building');
  const made = at(`dist.${process.pid}`);
  try {
    run(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', at('tsconfig.build.json'), '--outDir', made], 'tsc');
    writeFileSync(join(made, '.mntbench-build'), wanted);
    // Swapped as a whole, so that two commands at once never see half a program.
    const old = at(`dist.old.${process.pid}`);
    if (existsSync(at('dist'))) renameSync(at('dist'), old);
    renameSync(made, at('dist'));
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** Names, sizes and times of all sources: reading a few hundred file states takes milliseconds. */
function sourceState() {
  const lines = [];
  const visit = (path) => {
    const state = statSync(at(path));
    if (state.isDirectory()) for (const name of readdirSync(at(path)).sort()) visit(join(path, name));
    else if (!path.endsWith('.test.ts')) lines.push(`${path} ${state.size} ${state.mtimeMs}`);
  };
  for (const path of SOURCES) visit(path);
  return hash(lines.join('\n'));
}

function run(file, args, name) {
  const { status, error, signal } = spawnSync(file, args, { cwd: project, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  say(`${name} failed: ${error?.message ?? signal ?? `exit ${status}`}`);
  process.exit(2);
}

/** On stderr: stdout belongs to the command. */
function say(text) {
  process.stderr.write(`mntbench: ${text}\n`);
}

function content(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function hash(data) {
  return createHash('sha256').update(data).digest('hex');
}
