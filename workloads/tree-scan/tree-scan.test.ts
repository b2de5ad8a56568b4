import { appendFileSync, existsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../harness/core/workload.ts';
import { TREE_BYTES, TREES } from '../inputs/presets.ts';
import { planTree } from '../inputs/tree.ts';
import { drive } from '../testing/drive.ts';
import { SCAN_SEED } from './scan-tree.ts';
import { workload } from './workload.ts';

const [file] = planTree(TREES.tiny, SCAN_SEED).files;
const path = file?.path ?? '';

/** Changes the tree once the fixture is made. */
async function problemsAfter(change: (place: Place) => void): Promise<readonly string[]> {
  let changed = false;
  const { problems } = await drive(workload, {
    before: (_step, { stage, place }) => {
      if (stage !== 'block' || changed) return;
      changed = true;
      change(place);
    },
  });
  return problems;
}

describe('tree-scan', () => {
  const places = [tmpdir(), '/dev/shm'].filter((base) => existsSync(base));
  it.each(places.flatMap((base) => ['tiny', 'install-s', 'flat-1k'].map((preset) => [base, preset] as const)))(
    'in %s finds every file and byte of %s',
    async (base, preset) => {
      const result = await drive(workload, { base, preset, blocks: 2 });
      expect(result.problems).toEqual([]);
      const name = preset as keyof typeof TREES;
      const files = 3 * TREES[name].files;
      const bytes = 3 * TREE_BYTES[name];
      const seen = result.steps.flatMap(({ step, stage, outcomes }) =>
        step.kind === 'loop' && stage === 'block' ? [outcomes] : [],
      );
      const block = [{ files }, { files, bytes }, { files, bytes }];
      expect(seen).toEqual([...block, ...block]);
    },
  );

  it('fails scans and check when a file is missing', async () => {
    const problems = await problemsAfter((place) => unlinkSync(join(place.fixture, 'tree', path)));
    expect(problems).toHaveLength(4);
    expect(problems[0]).toContain('scan found 59 files, expected 60');
    expect(problems[3]).toContain(`missing file ${path}`);
  });

  it('fails them when there is a file too many, hidden ones included', async () => {
    const problems = await problemsAfter((place) => writeFileSync(join(place.fixture, 'tree', '.hidden'), ''));
    expect(problems).toHaveLength(4);
    expect(problems[3]).toContain('extra file .hidden');
  });

  it('fails what learns sizes when a size is wrong', async () => {
    const problems = await problemsAfter((place) => appendFileSync(join(place.fixture, 'tree', path), 'x'));
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['block walk-stat', 'block walk-read', 'block verify-tree']);
  });
});
