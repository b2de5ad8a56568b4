/** 2^k sets are evaluated, and more layers than this no table shows. */
const MOST_LAYERS = 6;

/** All in the unit of the value. */
export interface ShapleyShare<Layer> {
  readonly layer: Layer;
  /** Mean of what the layer adds over all orders; the shares sum to the value of all layers less that of none. */
  readonly share: number;
  /** What it adds when it comes first. */
  readonly firstIn: number;
  /** What it adds when it comes last; far from `firstIn` where layers interact. */
  readonly lastIn: number;
}

/**
 * Σ over the sets S without i of |S|!·(k − |S| − 1)!/k!·(v(S + i) − v(S)). Shapley, A Value for n-Person Games, 1953.
 * @param value v(S) of a set of layers; called once for every set, also the empty one
 */
export function shapleyShares<Layer>(
  layers: readonly Layer[],
  value: (layers: ReadonlySet<Layer>) => number,
): ShapleyShare<Layer>[] {
  const k = layers.length;
  if (k > MOST_LAYERS) throw new RangeError(`${k} layers are more than ${MOST_LAYERS}`);
  const values = Array.from({ length: 2 ** k }, (_, set) => value(new Set(layers.filter((_layer, i) => (set >> i) & 1))));
  return layers.map((layer, i) => {
    const own = 1 << i;
    const adds = (set: number): number => (values[set | own] as number) - (values[set] as number);
    let share = 0;
    for (let set = 0; set < values.length; set++) if ((set & own) === 0) share += orderShare(members(set), k) * adds(set);
    return { layer, share, firstIn: adds(0), lastIn: adds((values.length - 1) & ~own) };
  });
}

/** Share of all orders in which just these `before` come before a given one: 1/(k·C(k − 1, before)). */
function orderShare(before: number, k: number): number {
  let orders = k;
  for (let i = 1; i <= before; i++) orders = (orders * (k - i)) / i;
  return 1 / orders;
}

function members(set: number): number {
  let count = 0;
  for (let rest = set; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
