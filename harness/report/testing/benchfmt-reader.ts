/** A result as benchstat sees it. */
export interface BenchResult {
  readonly config: Readonly<Record<string, string>>;
  readonly name: string;
  readonly iterations: number;
  readonly values: readonly { value: number; unit: string }[];
}

/** Go's `unicode.IsSpace` and a reader that takes any run of them for one separator. */
const SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** The rules of golang/perf benchfmt/reader.go. Throws with the number of the line where that reader reports a syntax error. */
export function readBenchfmt(text: string): { results: BenchResult[]; units: Map<string, string> } {
  const config: Record<string, string> = {};
  const results: BenchResult[] = [];
  const units = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    const fault = (message: string): Error => new Error(`line ${index + 1}: ${message}`);
    if (line.startsWith('Benchmark')) {
      results.push({ config: { ...config }, ...resultIn(line, fault) });
    } else if (line.split(SPACE)[0] === 'Unit') {
      const [, unit, ...pairs] = line.split(SPACE);
      if (unit === undefined) throw fault('missing unit');
      for (const pair of pairs) {
        if (pair.indexOf('=') <= 0) throw fault('expected key=value');
        const [key = '', value = ''] = pair.split('=');
        if ((units.get(`${unit} ${key}`) ?? value) !== value) throw fault(`metadata ${key} of unit ${unit} already set`);
        units.set(`${unit} ${key}`, value);
      }
    } else {
      const pair = /^(\p{Ll}[^\s\p{Lu}:]*):(?:[ \t]+(.*))?$/u.exec(line);
      if (pair === null) continue;
      if (pair[2] === undefined || pair[2] === '') delete config[pair[1] as string];
      else config[pair[1] as string] = pair[2];
    }
  }
  return { results, units };
}

function resultIn(line: string, fault: (message: string) => Error): Omit<BenchResult, 'config'> {
  const [name = '', iterations, ...rest] = line.slice('Benchmark'.length).split(SPACE);
  if (iterations === undefined) throw fault('missing iteration count');
  if (!/^\d+$/.test(iterations)) throw fault('parsing iteration count');
  if (rest.length === 0) throw fault('missing measurements');
  if (rest.length % 2 !== 0) throw fault('missing units');
  const values = [];
  for (let at = 0; at < rest.length; at += 2) {
    if (!NUMBER.test(rest[at] as string)) throw fault('parsing measurement');
    values.push({ value: Number(rest[at]), unit: rest[at + 1] as string });
  }
  return { name, iterations: Number(iterations), values };
}

/** Name and keys as `/key=value` filters see them; a `-8` at the end is the number of processors. */
export function keysOf(name: string): { base: string; processors: string | null; keys: Record<string, string> } {
  const end = /-(\d+)$/.exec(name);
  const [base = '', ...parts] = (end === null ? name : name.slice(0, end.index)).split('/');
  const keys = Object.fromEntries(parts.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
  return { base, processors: end?.[1] ?? null, keys };
}
