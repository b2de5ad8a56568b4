import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { project, ready } from './ready.mjs';

// `npm run check`: the gates that cost seconds. All of them run, so that one round shows everything that is wrong.
ready();

const GATES = {
  types: ['typescript/bin/tsc', '--noEmit'],
  // Format, lint and the import rule, where a warning is an error too.
  biome: ['@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'],
  // Files, exports and dependencies that nothing uses.
  knip: ['knip/bin/knip.js'],
};

const verdicts = await Promise.all(Object.entries(GATES).map(([name, command]) => judge(name, command)));
for (const { name, passed, seconds, output } of verdicts) {
  process.stdout.write(`${passed ? 'ok    ' : 'failed'}  ${name.padEnd(5)}  ${seconds.toFixed(1)} s\n`);
  if (!passed) process.stdout.write(`${output.trimEnd()}\n\n`);
}
process.exitCode = verdicts.every(({ passed }) => passed) ? 0 : 1;

async function judge(name, [program, ...args]) {
  const start = performance.now();
  const child = spawn(process.execPath, [join(project, 'node_modules', program), ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const passed = await new Promise((resolve) => child.on('close', (code) => resolve(code === 0)));
  return { name, passed, seconds: (performance.now() - start) / 1000, output };
}
