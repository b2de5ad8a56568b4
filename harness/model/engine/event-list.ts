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
    const place = this.#rootIsEmpty ? 0 : this.#size++;
    if (place === this.#events.length) this.#grow();
    this.#times[place] = time;
    this.#orders[place] = this.#scheduled++;
    this.#events[place] = event;
    if (this.#rootIsEmpty) {
      this.#rootIsEmpty = false;
      this.#sink();
    } else this.#rise(place);
  }

  /** The next event, or -1 without any. */
  take(): number {
    if (this.#rootIsEmpty) {
      this.#rootIsEmpty = false;
      const last = --this.#size;
      this.#times[0] = this.#times[last] as number;
      this.#orders[0] = this.#orders[last] as number;
      this.#events[0] = this.#events[last] as number;
      this.#sink();
    }
    if (this.#size === 0) return -1;
    this.#rootIsEmpty = true;
    this.time = this.#times[0] as number;
    return this.#events[0] as number;
  }

  /** Brings the newest event to its place. */
  #rise(from: number): void {
    const times = this.#times;
    const orders = this.#orders;
    const events = this.#events;
    const time = times[from] as number;
    const order = orders[from] as number;
    const event = events[from] as number;
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

  /** Brings the root to its place. */
  #sink(): void {
    const times = this.#times;
    const orders = this.#orders;
    const events = this.#events;
    const size = this.#size;
    const time = times[0] as number;
    const order = orders[0] as number;
    const event = events[0] as number;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      let childTime = times[child] as number;
      const other = child + 1;
      if (other < size) {
        const otherTime = times[other] as number;
        if (otherTime < childTime || (otherTime === childTime && (orders[other] as number) < (orders[child] as number))) {
          child = other;
          childTime = otherTime;
        }
      }
      if (childTime > time || (childTime === time && (orders[child] as number) > order)) break;
      times[hole] = childTime;
      orders[hole] = orders[child] as number;
      events[hole] = events[child] as number;
      hole = child;
    }
    times[hole] = time;
    orders[hole] = order;
    events[hole] = event;
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
