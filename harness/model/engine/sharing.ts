/**
 * Processor sharing with a total speed that depends on how many are present. The station keeps a clock of its own that shows how much
 * work each has had since it was last empty; a job is done when that clock reaches the value at its arrival plus its work.
 */
export class Sharing {
  /** When the next one is done, or -1; an event for another time is stale. */
  doneAt = -1;
  readonly #speed: readonly number[];
  #clock = 0;
  #clockAt = 0;
  /** In order of the clock's value at which they are done. */
  readonly #jobs: number[] = [];
  readonly #marks: number[] = [];

  constructor(speed: readonly [number, ...number[]]) {
    this.#speed = speed;
  }

  add(job: number, work: number, now: number): void {
    this.#advance(now);
    const jobs = this.#jobs;
    const marks = this.#marks;
    const mark = this.#clock + work;
    let place = marks.length;
    jobs.push(job);
    marks.push(mark);
    // Behind those with the same mark: who came first is done first.
    for (; place > 0 && (marks[place - 1] as number) > mark; place--) {
      jobs[place] = jobs[place - 1] as number;
      marks[place] = marks[place - 1] as number;
    }
    jobs[place] = job;
    marks[place] = mark;
    this.#schedule(now);
  }

  /** The job that is done now. */
  remove(now: number): number {
    this.#advance(now);
    const job = this.#jobs.shift() as number;
    // Times are whole ticks, so the clock can be a little short of the mark.
    this.#clock = Math.max(this.#clock, this.#marks.shift() as number);
    if (this.#jobs.length === 0) this.#clock = 0;
    this.#schedule(now);
    return job;
  }

  #perJob(): number {
    const present = this.#jobs.length;
    return (this.#speed[Math.min(present, this.#speed.length) - 1] as number) / present;
  }

  #advance(now: number): void {
    if (this.#jobs.length > 0) this.#clock += (now - this.#clockAt) * this.#perJob();
    this.#clockAt = now;
  }

  #schedule(now: number): void {
    const first = this.#marks[0];
    this.doneAt = first === undefined ? -1 : now + Math.max(0, Math.ceil((first - this.#clock) / this.#perJob()));
  }
}
