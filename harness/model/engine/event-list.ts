const FIRST_CAPACITY = 64;

/**
 * Future events in order of time, and of scheduling where times are equal: a binary heap in typed arrays. Most events schedule exactly
 * one other, so the root that was taken stays empty until the next event either fills it or is asked for.
 */
export class EventList {
  /** When the event that `take` returned last happens. */
  time = 0;
  #size = 0;
  #rootIsEmpty = false;
  #scheduled = 0;
  #times = new Float64Array(FIRST_CAPACITY);
  #orders = new Float64Array(FIRST_CAPACITY);
  #events = new Int32Array(FIRST_CAPACITY);

  schedule(time: number, event: number): void {
    const order = this.#scheduled++;
    if (this.#rootIsEmpty) {
      this.#rootIsEmpty = false;
      this.#sink(time, order, event);
      return;
    }
    if (this.#size === this.#events.length) this.#grow();
    this.#rise(this.#size++, time, order, event);
  }

  /** The next event, or -1 without any. */
  take(): number {
    if (this.#rootIsEmpty) {
      this.#rootIsEmpty = false;
      const last = --this.#size;
      if (last > 0) this.#sink(this.#times[last] as number, this.#orders[last] as number, this.#events[last] as number);
    }
    if (this.#size === 0) return -1;
    this.#rootIsEmpty = true;
    this.time = this.#times[0] as number;
    return this.#events[0] as number;
  }

  #rise(from: number, time: number, order: number, event: number): void {
    const times = this.#times;
    const orders = this.#orders;
    const events = this.#events;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      // Risen events are the newest: among equal times they stay behind.
      if ((times[parent] as number) <= time) break;
      times[hole] = times[parent] as number;
      orders[hole] = orders[parent] as number;
      events[hole] = events[parent] as number;
      hole = parent;
    }
    times[hole] = time;
    orders[hole] = order;
    events[hole] = event;
  }

  #sink(time: number, order: number, event: number): void {
    const times = this.#times;
    const orders = this.#orders;
    const events = this.#events;
    const size = this.#size;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      const other = child + 1;
      if (other < size && this.#isBefore(other, times[child] as number, orders[child] as number)) child = other;
      if (!this.#isBefore(child, time, order)) break;
      times[hole] = times[child] as number;
      orders[hole] = orders[child] as number;
      events[hole] = events[child] as number;
      hole = child;
    }
    times[hole] = time;
    orders[hole] = order;
    events[hole] = event;
  }

  #isBefore(index: number, time: number, order: number): boolean {
    const own = this.#times[index] as number;
    return own < time || (own === time && (this.#orders[index] as number) < order);
  }

  #grow(): void {
    const capacity = this.#events.length * 2;
    const times = new Float64Array(capacity);
    const orders = new Float64Array(capacity);
    const events = new Int32Array(capacity);
    times.set(this.#times);
    orders.set(this.#orders);
    events.set(this.#events);
    this.#times = times;
    this.#orders = orders;
    this.#events = events;
  }
}
