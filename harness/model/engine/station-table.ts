/**
 * Counters and waiting lines of all stations, one index each. What a station did is counted twice, by the time that it was in each
 * state and by the visits that it had; that both agree (Little's law, the utilisation law) proves that nothing was lost.
 */
export class StationTable {
  readonly count: number;
  readonly present: Int32Array;
  readonly busy: Int32Array;
  readonly maxPresent: Int32Array;
  readonly visits: Float64Array;
  /** First and last who wait, or -1. */
  readonly head: Int32Array;
  readonly tail: Int32Array;
  /** ∫ present dt and ∫ busy dt since the window began, up to `touchedAt`. */
  readonly presentTime: Float64Array;
  readonly busyTime: Float64Array;
  readonly touchedAt: Float64Array;
  /** Time inside the window of visits that ended, and its part that was service. */
  readonly visitTime: Float64Array;
  readonly serviceTime: Float64Array;
  windowStart = 0;

  constructor(count: number) {
    this.count = count;
    this.present = new Int32Array(count);
    this.busy = new Int32Array(count);
    this.maxPresent = new Int32Array(count);
    this.visits = new Float64Array(count);
    this.head = new Int32Array(count).fill(-1);
    this.tail = new Int32Array(count).fill(-1);
    this.presentTime = new Float64Array(count);
    this.busyTime = new Float64Array(count);
    this.touchedAt = new Float64Array(count);
    this.visitTime = new Float64Array(count);
    this.serviceTime = new Float64Array(count);
  }

  touch(station: number, now: number): void {
    const passed = now - (this.touchedAt[station] as number);
    if (passed === 0) return;
    this.touchedAt[station] = now;
    this.presentTime[station] = (this.presentTime[station] as number) + passed * (this.present[station] as number);
    this.busyTime[station] = (this.busyTime[station] as number) + passed * (this.busy[station] as number);
  }

  enter(station: number, now: number): void {
    this.touch(station, now);
    const present = ++(this.present[station] as number);
    if (present > (this.maxPresent[station] as number)) this.maxPresent[station] = present;
  }

  leave(station: number, enteredAt: number, now: number): void {
    this.touch(station, now);
    (this.present[station] as number)--;
    (this.visits[station] as number)++;
    this.visitTime[station] = (this.visitTime[station] as number) + this.inWindow(enteredAt, now);
  }

  changeBusy(station: number, by: number, now: number): void {
    this.touch(station, now);
    this.busy[station] = (this.busy[station] as number) + by;
  }

  served(station: number, since: number, now: number): void {
    this.serviceTime[station] = (this.serviceTime[station] as number) + this.inWindow(since, now);
  }

  inWindow(since: number, now: number): number {
    return now - (since > this.windowStart ? since : this.windowStart);
  }

  append(station: number, job: number, next: Int32Array): void {
    next[job] = -1;
    const tail = this.tail[station] as number;
    if (tail < 0) this.head[station] = job;
    else next[tail] = job;
    this.tail[station] = job;
  }

  prepend(station: number, job: number, next: Int32Array): void {
    const head = this.head[station] as number;
    next[job] = head;
    this.head[station] = job;
    if (head < 0) this.tail[station] = job;
  }

  /** The first who waits, taken out of the line; -1 without any. */
  shift(station: number, next: Int32Array): number {
    const head = this.head[station] as number;
    if (head < 0) return -1;
    const second = next[head] as number;
    this.head[station] = second;
    if (second < 0) this.tail[station] = -1;
    return head;
  }

  /** What happened so far was warm-up. Who is present stays. */
  beginWindow(now: number): void {
    this.windowStart = now;
    for (let station = 0; station < this.count; station++) {
      this.touchedAt[station] = now;
      this.maxPresent[station] = this.present[station] as number;
    }
    for (const column of [this.visits, this.presentTime, this.busyTime, this.visitTime, this.serviceTime]) column.fill(0);
  }
}
