import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { project, ready } from './ready.mjs';

// node scripts/known-delays.mjs --base RUN [--base RUN…] --case RUN [--case RUN…] --requests WRITE=2ms,UNLINK=5ms [--into server]
//
// Holds attributions of boots with delays of known size against those without: what was put in (each delay, as often as the operation
// makes such requests), what came out, and in which layers. Operations that make no such request have to stay where they were. Summaries are of
// operations in one thread: of several, each also waits for the others' delays, in a queue of the server or for a lock of the client.
const { values: given } = parseArgs({
  options: {
    base: { type: 'string', multiple: true },
    case: { type: 'string', multiple: true },
    // Delay of each request of these types
    requests: { type: 'string', default: '' },
    // Delay of operations by their own system calls, by the beginning of their names, such as stat.=2ms
    calls: { type: 'string', default: '' },
    into: { type: 'string', default: 'server' },
    targets: { type: 'string', default: 'virtiofs,9p-socket' },
    json: { type: 'boolean', default: false },
  },
});
for (const name of ['base', 'case']) if (given[name] === undefined) throw new Error(`--${name} is missing`);

/** What a layer may stand for where nothing tells it from its neighbours. */
const GROUPS = {
  app: ['app', 'vfs'],
  client: ['client'],
  dma: ['dma'],
  server: ['server', 'host-fs', 'transport'],
  unattributed: ['unattributed'],
};
const requestDelays = delaysOf(given.requests);
const callDelays = delaysOf(given.calls);

ready();
const [base, candidate] = [given.base, given.case].map(attributed);
const rows = base.cells.flatMap((cell) => {
  const other = candidate.cells.find((one) => keyOf(one) === keyOf(cell));
  return other === undefined || !given.targets.split(',').includes(cell.target) ? [] : [rowOf(cell, other)];
});
const hit = rows.filter(({ injectedNs }) => injectedNs > 0);
const spared = rows.filter(({ injectedNs }) => injectedNs === 0);
const summary = [...new Set(rows.map(({ target }) => target))].map((target) => summaryOf(target));
process.stdout.write(given.json ? `${JSON.stringify({ summary, rows }, null, 1)}\n` : textOf());

function attributed(runs) {
  const args = [join(project, 'scripts', 'mntbench.mjs'), 'attribute', ...runs, '--json', '--cells', 'probe'];
  return JSON.parse(execFileSync(process.execPath, args, { maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'inherit'] }));
}

function keyOf({ phase, operation, target, concurrency, cacheState }) {
  return [phase, operation, target, concurrency, cacheState].join();
}

function rowOf(before, after) {
  const { operation, target, concurrency } = before;
  // Requests of the boots without the delay: the delay itself lets caches of a second expire, and so makes more of them.
  const quarters = (count) => Math.round(4 * count) / 4;
  const byRequests = requestDelays.map(([type, ns]) => quarters(before.requests?.[type] ?? 0) * ns);
  const byCalls = callDelays.map(([start, ns]) => (operation.startsWith(start) ? ns : 0));
  const grown = Object.fromEntries(Object.keys(GROUPS).map((group) => [group, inGroup(after, group) - inGroup(before, group)]));
  return {
    operation,
    target,
    concurrency,
    injectedNs: [...byRequests, ...byCalls].reduce((sum, ns) => sum + ns, 0),
    grownNs: after.medianNs - before.medianNs,
    grown,
    ...insideOf(before, after),
  };
}

function inGroup({ layers }, group) {
  return layers.filter(({ layer }) => GROUPS[group].includes(layer)).reduce((sum, { ns }) => sum + ns, 0);
}

/** Of the layers that have an interval on both sides: how many there are, and how many differ by no more than the intervals allow. */
function insideOf(before, after) {
  const compared = before.layers.flatMap(({ layer, ns, lowNs, highNs }) => {
    const other = after.layers.find((one) => one.layer === layer);
    if (other === undefined || lowNs === null || other.lowNs === null) return [];
    const [own, others] = other.ns > ns ? [highNs - ns, other.ns - other.lowNs] : [ns - lowNs, other.highNs - other.ns];
    return [Math.abs(other.ns - ns) <= Math.hypot(own, others)];
  });
  return { layers: compared.length, inside: compared.filter((isInside) => isInside).length };
}

function summaryOf(target) {
  const own = hit.filter((row) => row.target === target && row.concurrency === 1);
  const recovered = own.map(({ grown, injectedNs }) => grown[given.into] / injectedNs);
  const others = own.map(
    ({ grown, injectedNs }) =>
      Math.max(
        ...Object.keys(GROUPS)
          .filter((group) => group !== given.into)
          .map((group) => Math.abs(grown[group])),
      ) / injectedNs,
  );
  const still = spared.filter((row) => row.target === target && row.concurrency === 1);
  return {
    target,
    operations: own.length,
    recoveredMedian: middle(recovered),
    recoveredLeast: recovered.length === 0 ? null : Math.min(...recovered),
    recoveredMost: recovered.length === 0 ? null : Math.max(...recovered),
    othersMedian: middle(others),
    sparedOperations: still.length,
    sparedInside:
      still.length === 0
        ? null
        : still.reduce((sum, { inside }) => sum + inside, 0) / still.reduce((sum, { layers }) => sum + layers, 0),
  };
}

function middle(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length === 0) return null;
  return Number.isInteger(half) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[Math.floor(half)];
}

function textOf() {
  const ms = (ns) => (ns / 1e6).toFixed(2).padStart(9);
  const head = [
    'target     operation              injected    grown',
    ...Object.keys(GROUPS).map((group) => group.padStart(13)),
  ].join('');
  const line = ({ target, operation, injectedNs, grownNs, grown }) =>
    `${target.padEnd(10)} ${operation.padEnd(20)} ${ms(injectedNs)} ${ms(grownNs)} ${Object.values(grown)
      .map((ns) => ms(ns).padStart(13))
      .join('')}`;
  const share = (value) => (value === null ? '–' : value.toFixed(2));
  const told = summary.map(
    (one) =>
      `${one.target}: ${one.operations} operations delayed, recovered in ${given.into} ${share(one.recoveredMedian)} in the median (${share(one.recoveredLeast)} to ${share(one.recoveredMost)}), ` +
      `largest other layer ${share(one.othersMedian)}; ${one.sparedOperations} not delayed, layers inside their intervals ${share(one.sparedInside)}`,
  );
  return `${[head, ...hit.map(line), '', ...told].join('\n')}\n`;
}

function delaysOf(text) {
  return text.split(',').flatMap((one) => {
    if (one === '') return [];
    const [, name, value, unit] = /^(.+)=(\d+(?:\.\d+)?)(us|ms|s)$/.exec(one) ?? [];
    if (name === undefined) throw new Error(`a name and a delay such as WRITE=500us or stat.=2ms, not ${one}`);
    return [[name, Number(value) * { us: 1e3, ms: 1e6, s: 1e9 }[unit]]];
  });
}
