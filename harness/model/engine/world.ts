import { type Compiled, compile } from './compile.ts';
import { EventList } from './event-list.ts';
import { Jobs } from './jobs.ts';
import type { Network } from './network.ts';
import { PATH } from './path-columns.ts';
import { Pools } from './pools.ts';
import type { Sampler } from './sampler.ts';
import { StationTable } from './station-table.ts';
import { StationTraits } from './station-traits.ts';
import { Streams } from './streams.ts';

/** An event is `index << KIND_BITS | kind`; the index is of a job, a class or a station. */
export const KIND_BITS = 3;
export const KIND_MASK = (1 << KIND_BITS) - 1;
export const EVENT = { served: 0, begin: 1, arrival: 2, shared: 3, tick: 4 } as const;

// Bound here because an import is looked up anew at each use, and this is the innermost loop.
const { waiting, visits, columns } = PATH;

/** What all parts of a simulation act on: time, jobs, stations, and the books of who was where. */
export class World {
  now = 0;
  readonly list = new EventList();
  readonly compiled: Compiled;
  readonly pools: Pools;
  readonly jobs: Jobs;
  /** Stations of the network, then the locks of pools, then the classes, which are entered when an operation begins and left when it ends. */
  readonly stations: StationTable;
  readonly traits: StationTraits;
  readonly firstClass: number;
  readonly streams: Streams;
  /** Jobs that can go on at this time, in the order in which they were let go. */
  #readyHead = -1;
  #readyTail = -1;

  constructor(network: Network, seed: number) {
    this.compiled = compile(network);
    this.pools = new Pools(network);
    this.traits = new StationTraits(network, this.pools);
    this.firstClass = this.pools.stations;
    this.stations = new StationTable(this.firstClass + network.classes.length);
    this.jobs = new Jobs(this.compiled.rows.length, this.stations.count, this.compiled.held);
    this.streams = new Streams(network, seed);
  }

  schedule(time: number, index: number, kind: number): void {
    this.list.schedule(time, (index << KIND_BITS) | kind);
  }

  /** The job goes on at this time, behind those that were let go before. */
  ready(job: number): void {
    this.jobs.next[job] = -1;
    if (this.#readyTail < 0) this.#readyHead = job;
    else this.jobs.next[this.#readyTail] = job;
    this.#readyTail = job;
  }

  /** As `ready`, with the next step. */
  goOn(job: number): void {
    (this.jobs.step[job] as number)++;
    this.ready(job);
  }

  /** -1 when all wait or are served. */
  takeReady(): number {
    const job = this.#readyHead;
    if (job < 0) return -1;
    this.#readyHead = this.jobs.next[job] as number;
    if (this.#readyHead < 0) this.#readyTail = -1;
    return job;
  }

  enter(job: number, station: number): void {
    this.jobs.enteredAt[job * this.stations.count + station] = this.now;
    this.stations.enter(station, this.now);
  }

  leave(job: number, station: number): void {
    const index = job * this.stations.count + station;
    this.stations.leave(station, this.jobs.enteredAt[index] as number, this.now);
    this.jobs.enteredAt[index] = -1;
  }

  wait(job: number, station: number): void {
    this.jobs.since[job] = this.now;
    this.stations.append(station, job, this.jobs.next);
  }

  /** Ends a wait, of a job that was taken out of its line. */
  hasWaited(job: number): void {
    this.bookSince(job, this.rowOf(job), waiting);
  }

  /** The row of the job's step. */
  rowOf(job: number): number {
    return this.compiled.row[this.jobs.step[job] as number] as number;
  }

  visit(job: number, row: number): void {
    const { path, rows } = this.jobs;
    (path[(job * rows + row) * columns + visits] as number)++;
  }

  /** Books the time since the job began to wait, or to be served. */
  bookSince(job: number, row: number, column: number): void {
    this.book(job, row, column, this.now - (this.jobs.since[job] as number));
  }

  book(job: number, row: number, column: number, amount: number): void {
    const { path, rows } = this.jobs;
    const index = (job * rows + row) * columns + column;
    path[index] = (path[index] as number) + amount;
  }

  /** The service time of the job's step. */
  draw(job: number): number {
    const step = this.jobs.step[job] as number;
    const stream = this.streams.at(this.compiled.station[step] as number, this.jobs.client[job] as number);
    return (this.compiled.samplers[step] as Sampler)(stream);
  }
}
