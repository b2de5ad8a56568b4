import { footprint } from '../../dist/harness/model/path/mappings.js';
import { callsOf, mappingsOf } from '../../dist/harness/model/path/requests.js';
import { simulateConfiguration } from '../../dist/harness/model/sweep/simulate-configuration.js';
import { code, table } from './markdown.mjs';
import { preset } from './simulations.mjs';

/** How an operation becomes calls, requests, mappings and steps, with the numbers of a real configuration. */

const NAME = 'wsl-6.18-virtiofs-dedicated';
const CREATE = { operation: 'create-write-close', bytes: 4096, directories: 2, clients: 1 };
/** One copy back, as on every kernel from 5.18 on. */
const COPIES_BACK = 1;

export function exampleTables() {
  const configuration = preset(NAME, { work: CREATE, run: { operations: 5000, warmUp: 100, seed: 1 } });
  const simulated = simulateConfiguration(configuration);
  return [
    `${code('create-write-close')} of 4096 bytes below two directories, on ${code(NAME)}:`,
    requestTable(configuration),
    `One thread takes ${us(simulated.latency.meanNs)} µs for them, in ${Math.round(simulated.events / (simulated.operations + simulated.warmUp))} events of the engine:`,
    layerTable(simulated),
  ].join('\n\n');
}

function requestTable(configuration) {
  const rows = callsOf(configuration).flatMap(({ name, requests }) =>
    requests.map((request) => {
      const { mappings, slots, mapCopyBytes, unmapCopyBytes, lockAcquisitions } = poolUse(configuration, request);
      const figures = [
        request.toServerBytes,
        request.fromServerBytes,
        mappings,
        slots,
        mapCopyBytes,
        unmapCopyBytes,
        lockAcquisitions,
      ];
      return [name, request.type, ...figures.map(String)];
    }),
  );
  const titles = ['call', 'request', 'bytes out', 'bytes back', 'mappings', 'slots', 'copied in', 'copied out', 'lock taken'];
  return table(titles, [...counted(rows), totals(rows)]);
}

function poolUse(configuration, request) {
  return footprint(mappingsOf(configuration, request), COPIES_BACK);
}

/** Equal lines that follow each other as one. */
function counted(rows) {
  const groups = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last !== undefined && last.row.join() === row.join()) last.count++;
    else groups.push({ row, count: 1 });
  }
  return groups.map(({ row: [call, type, ...figures], count }) => [call, count === 1 ? type : `${count} × ${type}`, ...figures]);
}

/** Slots are given back before the next request. */
function totals(rows) {
  const columns = rows[0].slice(2).map((_, column) => rows.map((row) => Number(row[column + 2])));
  const sums = columns.map((column, index) =>
    index === SLOTS ? Math.max(...column) : column.reduce((sum, one) => sum + one, 0),
  );
  return ['', `${rows.length} requests`, ...sums.map((sum, index) => (index === SLOTS ? `at most ${sum}` : String(sum)))];
}

const SLOTS = 3;

function layerTable({ layers, latency }) {
  return table(
    ['', ...layers.map(({ layer }) => code(layer)), 'sum'],
    [
      ['µs', ...layers.map(({ waitingNs, serviceNs }) => us(waitingNs + serviceNs)), us(latency.meanNs)],
      ['share', ...layers.map(({ share }) => `${(share * 100).toFixed(1)} %`), '100 %'],
    ],
  );
}

function us(ns) {
  return (ns / 1000).toFixed(1);
}

const OPERATIONS = [
  { operation: 'fstat' },
  { operation: 'stat', directories: 0 },
  { operation: 'stat', directories: 5 },
  { operation: 'open', directories: 2 },
  { operation: 'create', directories: 2 },
  { operation: 'rename', directories: 2 },
  { operation: 'list', directories: 2, entries: 100 },
  { operation: 'scandir-stat', directories: 2, entries: 100 },
  { operation: 'read', bytes: 4096 },
  { operation: 'read', bytes: 65_536 },
  { operation: 'read', bytes: 262_144 },
  { operation: 'read', bytes: 262_144, aligned: false },
  { operation: 'read', bytes: 262_144, folioBytes: 65_536 },
  { operation: 'write', bytes: 262_144 },
];

/** The part of the model that has no free parameter. */
export function expansionTable() {
  return table(
    ['operation', 'FUSE requests', 'mappings', 'slots at once', 'bytes copied', 'lock taken', '9P requests'],
    OPERATIONS.map((work) => {
      const fuse = preset(NAME, { work: { bytes: 0, ...work } });
      const requests = requestsOf(fuse);
      const uses = requests.map((request) => poolUse(fuse, request));
      const sum = (figure) => uses.reduce((total, use) => total + use[figure], 0);
      const figures = [
        requests.length,
        sum('mappings'),
        Math.max(...uses.map(({ slots }) => slots)),
        sum('mapCopyBytes') + sum('unmapCopyBytes'),
        sum('lockAcquisitions'),
        requestsOf(preset('wsl-6.18-9p', { work: { bytes: 0, ...work } })).length,
      ];
      return [described(work), ...figures.map(String)];
    }),
  );
}

function requestsOf(configuration) {
  return callsOf(configuration).flatMap(({ requests }) => requests);
}

function described({ operation, directories, bytes, entries, aligned, folioBytes }) {
  return [
    code(operation),
    ...(bytes === undefined ? [] : [`${bytes / 1024} KiB`]),
    ...(directories === undefined ? [] : [`D = ${directories}`]),
    ...(entries === undefined ? [] : [`${entries} entries`]),
    ...(aligned === false ? ['not aligned'] : []),
    ...(folioBytes === undefined ? [] : [`folios of ${folioBytes / 1024} KiB`]),
  ].join(', ');
}
