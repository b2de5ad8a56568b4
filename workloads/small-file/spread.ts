/**
 * How often the file `index` takes part in something that happens `tenths / 10` times per file on average: 1.1 times is once, and twice
 * for every tenth file. Over the first n files it happens exactly floor(n · tenths / 10) times, whatever the number of threads.
 */
export function timesAt(index: number, tenths: number): number {
  return Math.floor(((index + 1) * tenths) / 10) - Math.floor((index * tenths) / 10);
}
