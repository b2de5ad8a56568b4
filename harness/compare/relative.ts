import { medianOfSorted } from '../stats/median.ts';
import type { Boot, SideSeries } from './units.ts';

/**
 * Costs as multiples of the same work on another target, block by block: what the whole machine does in a block cancels out. Blocks in
 * which the other was not measured are left out.
 */
export function relativeTo(side: SideSeries, other: SideSeries): SideSeries {
  const boots = [...side.boots.values()].flatMap((boot) => {
    const partner = other.boots.get(boot.id);
    const multiples = partner === undefined ? null : multiplesOf(boot, partner);
    return multiples === null || multiples.blocks.size === 0 ? [] : [multiples];
  });
  return { ...side, boots: new Map(boots.map((boot) => [boot.id, boot])) };
}

function multiplesOf(boot: Boot, partner: Boot): Boot {
  const blocks = [...boot.blocks].flatMap(([name, values]): [string, Float64Array][] => {
    const by = partner.blocks.get(name);
    return by === undefined ? [] : [[name, values.map((value) => value / medianOfSorted(by))]];
  });
  return { ...boot, blocks: new Map(blocks) };
}
