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
// The boots without a delay come first: their requests count. The delay itself lets caches of a second expire, and so makes more.
const attributed = JSON.parse(
  execFileSync(
    process.execPath,
    [
      join(project, 'scripts', 'mntbench.mjs'),
      ...['attribute', ...given.base, '--beside', ...given.case, '--json', '--cells', 'probe'],
    ],
    { maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'inherit'] },
  ),
);
const requestsOf = new Map(attributed.cells.map((cell) => [keyOf(cell), cell.requests ?? {}]));
const rows = attributed.beside.cells.filter(({ target }) => given.targets.split(',').includes(target)).map(rowOf);
const hit = rows.filter(({ injectedNs }) => injectedNs > 0);
const spared = rows.filter(({ injectedNs }) => injectedNs === 0);
const summary = [...new Set(rows.map(({ target }) => target))].map(summaryOf);
process.stdout.write(given.json ? `${JSON.stringify({ summary, rows }, null, 1)}\n` : textOf());

function keyOf({ phase, operation, target, concurrency, cacheState }) {
  return [phase, operation, target, concurrency, cacheState].join();
}

/** The document says by how much the boots without a delay are longer. */
function rowOf(cell) {
  const { operation, target, concurrency, changeNs, layers } = cell;
  const requests = requestsOf.get(keyOf(cell));
  const quarters = (count) => Math.round(4 * count) / 4;
  const delays = [
    ...requestDelays.map(([type, ns]) => [type, quarters(requests[type] ?? 0) * ns]),
    ...callDelays.map(([start, ns]) => [start, operation.startsWith(start) ? ns : 0]),
  ].filter(([, ns]) => ns > 0);
  const known = layers.filter(({ lowNs }) => lowNs !== null);
  return {
    ...{ operation, target, concurrency, delays: delays.map(([name]) => name) },
    injectedNs: delays.reduce((sum, [, ns]) => sum + ns, 0),
    grownNs: -changeNs,
    grown: Object.fromEntries(Object.keys(GROUPS).map((group) => [group, grownIn(group, layers)])),
    layers: known.length,
    inside: known.filter(isInside).length,
  };
}

/** Layers are rounded to fractions of a nanosecond, which no interval knows of. */
function isInside({ changeNs, lowNs, highNs }) {
  return Math.abs(changeNs) < 1 || (lowNs <= 0 && highNs >= 0);
}

function grownIn(group, layers) {
  return layers.reduce((sum, { layer, changeNs }) => sum - (GROUPS[group].includes(layer) ? changeNs : 0), 0);
}

function summaryOf(target) {
  const own = hit.filter((row) => row.target === target && row.concurrency === 1);
  const still = spared.filter((row) => row.target === target && row.concurrency === 1);
  const sum = (of) => still.reduce((total, row) => total + row[of], 0);
  // By what delayed them; an operation that is delayed twice tells of neither.
  const alone = own.filter(({ delays }) => delays.length === 1);
  const names = [...new Set(alone.flatMap(({ delays }) => delays))];
  const delayedBy = (name) => alone.filter(({ delays }) => delays.includes(name));
  return {
    target,
    all: recoveredIn(own),
    byDelay: Object.fromEntries(names.map((name) => [name, recoveredIn(delayedBy(name))])),
    sparedOperations: still.length,
    sparedInside: still.length === 0 ? null : sum('inside') / sum('layers'),
  };
}

function recoveredIn(some) {
  const recovered = some.map(({ grown, injectedNs }) => grown[given.into] / injectedNs);
  const others = Object.keys(GROUPS).filter((group) => group !== given.into);
  const largest = some.map(({ grown, injectedNs }) => Math.max(...others.map((group) => Math.abs(grown[group]))) / injectedNs);
  return {
    operations: some.length,
    median: middle(recovered),
    least: recovered.length === 0 ? null : Math.min(...recovered),
    most: recovered.length === 0 ? null : Math.max(...recovered),
    othersMedian: middle(largest),
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
  const recovered = ({ operations, median, least, most, othersMedian }) =>
    `${operations} operations, recovered in ${given.into} ${share(median)} in the median (${share(least)} to ${share(most)}), largest other layer ${share(othersMedian)}`;
  const told = summary.flatMap(({ target, all, byDelay, sparedOperations, sparedInside }) => [
    `${target}: ${recovered(all)}`,
    ...Object.entries(byDelay).map(([name, some]) => `  ${name} alone: ${recovered(some)}`),
    `  not delayed: ${sparedOperations} operations, layers inside their intervals ${share(sparedInside)}`,
  ]);
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
