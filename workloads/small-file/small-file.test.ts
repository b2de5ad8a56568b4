import { appendFileSync, existsSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Place, Step } from '../../harness/core/workload.ts';
import { TREE_BYTES, TREES } from '../inputs/presets.ts';
import { planTree } from '../inputs/tree.ts';
import { type DriveOptions, type DriveResult, drive } from '../testing/drive.ts';
import { renamedPath } from './trees.ts';
import { workload } from './workload.ts';

const FILES = TREES.tiny.files;
const DIRECTORIES = TREES.tiny.directories;

function outcomesOf(result: DriveResult): Record<string, Readonly<Record<string, number>>> {
  return Object.fromEntries(
    result.steps.flatMap(({ step, outcomes }) =>
      step.kind === 'loop' && Object.keys(outcomes).length > 0 ? [[step.phase, outcomes]] : [],
    ),
  );
}

function operationsOf(result: DriveResult): Record<string, number> {
  return Object.fromEntries(
    result.steps.flatMap(({ step, operations }) => (step.kind === 'loop' ? [[step.phase, operations]] : [])),
  );
}

/** Does something to the target just before the named task or phase. */
function fault(before: string, plant: (place: Place) => void): DriveOptions {
  const named = (step: Step): string => (step.kind === 'task' ? step.task : step.kind === 'loop' ? step.phase : '');
  return {
    before: (step, { place }) => {
      if (named(step) === before) plant(place);
    },
  };
}

describe('small-file', () => {
  const places = [tmpdir(), '/dev/shm'].filter((base) => existsSync(base));
  it.each(places.flatMap((base) => [1, 3, 16].map((concurrency) => [base, concurrency] as const)))(
    'does its work in %s with %i threads: right trees, exact outcomes, nothing left',
    async (base, concurrency) => {
      const result = await drive(workload, { base, concurrency, blocks: 2 });
      expect(result.problems).toEqual([]);
      expect(outcomesOf(result)).toEqual({
        'stat-missing': { ENOENT: FILES },
        list: { entries: FILES + DIRECTORIES },
        'list-stat': { entries: FILES + DIRECTORIES },
        read: { bytes: TREE_BYTES.tiny },
        'mix-install': { ENOENT: 66, EEXIST: 84, 'stat-ok': 90 },
        'mix-checkout': { ENOENT: 72, 'stat-ok': 60 },
        'mix-status': { entries: FILES + DIRECTORIES, 'stat-ok': 2 * FILES },
        'mix-remove': { unlinked: 2 * FILES },
      });
      expect(operationsOf(result)).toEqual({
        mkdir: DIRECTORIES,
        create: FILES,
        stat: FILES,
        'stat-missing': FILES,
        list: DIRECTORIES + 1,
        'list-stat': DIRECTORIES + 1,
        read: FILES,
        overwrite: FILES,
        append: FILES,
        rename: FILES,
        'mix-install': FILES,
        'mix-checkout': FILES,
        'mix-status': DIRECTORIES + 1,
        delete: FILES,
        rmdir: DIRECTORIES,
        'mix-remove': 2 * (DIRECTORIES + 1),
      });
    },
  );

  it.each(['flat-1k', 'install-s'])('does its work on %s', async (preset) => {
    const result = await drive(workload, { preset, concurrency: 4, base: '/dev/shm' });
    expect(result.problems).toEqual([]);
  });

  it('deletes only in the teardown', async () => {
    const result = await drive(workload);
    const inBlock = result.steps
      .filter((entry) => entry.stage === 'block')
      .map(({ step }) => (step.kind === 'loop' ? step.phase : ''));
    expect(inBlock).not.toContain('delete');
    expect(inBlock).not.toContain('rmdir');
  });
});

describe('small-file notices', () => {
  const [file] = planTree(TREES.tiny, 1000).files.filter(({ size }) => size > 100);
  const path = file?.path ?? '';
  const renamed = renamedPath(path);

  it('a wrong byte', async () => {
    const plant = (place: Place): void => {
      const bytes = readFileSync(join(place.directory, 'single', renamed));
      bytes[50] = (bytes[50] ?? 0) ^ 255;
      writeFileSync(join(place.directory, 'single', renamed), bytes);
    };
    const { problems } = await drive(workload, fault('verify-single', plant));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^block verify-single: .*expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}; first difference at byte 50$/,
    );
  });

  it('a missing file of a chain, and that it cannot be removed', async () => {
    const { problems } = await drive(
      workload,
      fault('verify-single', (place) => unlinkSync(join(place.directory, 'install', path))),
    );
    expect(problems[0]).toContain(`block verify-chain: `);
    expect(problems[0]).toContain(`missing file ${path}, 1 in all`);
    expect(problems[1]).toMatch(/^teardown mix-remove: .*ENOENT/);
    expect(problems.at(-1)).toMatch(/^teardown verify-removed: /);
  });

  it('an extra file', async () => {
    const { problems } = await drive(
      workload,
      fault('verify-chain', (place) => writeFileSync(join(place.directory, 'checkout', 'intruder.js'), 'x')),
    );
    expect(problems[0]).toContain('extra file intruder.js');
  });

  it('what is left after the teardown', async () => {
    const { problems } = await drive(
      workload,
      fault('verify-removed', (place) => writeFileSync(join(place.directory, 'left.js'), '')),
    );
    expect(problems).toEqual([expect.stringMatching(/^teardown verify-removed: .*expected to be empty, got left\.js$/)]);
  });

  it('a name that exists where none should, a file that ends early and a directory with one entry too many', async () => {
    const missing = await drive(
      workload,
      fault('stat-missing', (place) => writeFileSync(join(place.directory, 'single', `${path}.missing`), '')),
    );
    expect(missing.problems[0]).toContain('exists, expected ENOENT');
    expect(missing.problems.some((problem) => problem.startsWith('block list: 1 failed'))).toBe(true);
    const short = await drive(
      workload,
      fault('read', (place) => writeFileSync(join(place.directory, 'single', path), 'x')),
    );
    expect(short.problems).toEqual([expect.stringContaining(`ends ${(file?.size ?? 0) - 1} bytes early`)]);
    const long = await drive(
      workload,
      fault('stat', (place) => appendFileSync(join(place.directory, 'single', path), 'x')),
    );
    expect(long.problems).toEqual([expect.stringContaining(`stat says ${(file?.size ?? 0) + 1} bytes, expected ${file?.size}`)]);
  });
});
