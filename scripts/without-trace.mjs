import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { project, ready } from './ready.mjs';

// node scripts/without-trace.mjs RUN… [--json]
//
// Holds what a trace says of runs against what is known of the same runs without it: by copies of them that lack the rows of the
// timeline. What the trace tells apart and thread times do not is taken together.
const { values: given, positionals: runs } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
if (runs.length === 0) throw new Error('no run');

ready();
const { changesBeside } = await import(join(project, 'dist', 'harness', 'attribute', 'beside.js'));
const folder = mkdtempSync(join(tmpdir(), 'mntbench-without-trace-'));
try {
  const traced = attributed(runs);
  const changes = changesBeside(traced.cells, attributed(runs.map(withoutTimeline)).cells);
  const medians = new Map(traced.cells.map((cell) => [JSON.stringify(nameOf(cell)), cell.medianNs]));
  const summary = [...new Set(changes.map(({ target }) => target))].map((target) =>
    summaryOf(target, changes, (cell) => medians.get(JSON.stringify(nameOf(cell))) ?? 0),
  );
  process.stdout.write(given.json ? `${JSON.stringify(summary, null, 1)}\n` : summary.map(textOf).join(''));
} finally {
  rmSync(folder, { recursive: true });
}

function withoutTimeline(run) {
  const copy = join(folder, basename(run));
  cpSync(run, copy, { recursive: true });
  const counters = join(copy, 'counters.csv');
  if (!existsSync(counters)) throw new Error(`nothing was traced in ${run}`);
  // No field of these rows holds a line break.
  const lines = readFileSync(counters, 'utf8').split('\n');
  const [head = ''] = lines;
  const source = head.replace(/\r$/, '').split(',').indexOf('source');
  writeFileSync(counters, lines.filter((line) => line.split(',')[source] !== 'timeline').join('\n'));
  return copy;
}

function attributed(folders) {
  const args = [join(project, 'scripts', 'mntbench.mjs'), 'attribute', ...folders, '--json', '--cells', 'all'];
  return JSON.parse(execFileSync(process.execPath, args, { maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'inherit'] }));
}

function nameOf({ workload, phase, operation, target, concurrency, cacheState }) {
  return [workload, phase, operation, target, concurrency, cacheState];
}

/** By group of layers that one side or the other cannot tell apart. */
function summaryOf(target, changes, medianOf) {
  const own = changes.filter((change) => change.target === target && change.concurrency === 1);
  const groups = new Map();
  for (const cell of own)
    for (const { layer, mergedWith, changeNs, lowNs, highNs } of cell.layers) {
      if (lowNs === null || medianOf(cell) === 0) continue;
      // Nothing on either side is no agreement.
      if (changeNs === 0) continue;
      const name = [layer, ...mergedWith].join(' + ');
      const group = groups.get(name) ?? { shares: [], inside: 0 };
      groups.set(name, group);
      group.shares.push(Math.abs(changeNs) / medianOf(cell));
      // Layers are rounded to fractions of a nanosecond, which no interval knows of.
      if (Math.abs(changeNs) < 1 || (lowNs <= 0 && highNs >= 0)) group.inside++;
    }
  return {
    target,
    groups: [...groups].map(([layers, { shares, inside }]) => ({
      layers,
      operations: shares.length,
      medianDifference: shares.toSorted((a, b) => a - b)[Math.floor(shares.length / 2)],
      inside: inside / shares.length,
    })),
  };
}

function textOf({ target, groups }) {
  const percent = (share) => `${(100 * share).toFixed(0)} %`.padStart(6);
  return [
    `${target}\n`,
    ...groups.map(
      ({ layers, operations, medianDifference, inside }) =>
        `  ${layers.padEnd(44)} ${String(operations).padStart(3)} operations, differ by ${percent(medianDifference)} of the median, inside their intervals ${percent(inside)}\n`,
    ),
  ].join('');
}
