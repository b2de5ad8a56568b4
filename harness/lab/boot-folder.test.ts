import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { thisProcess } from '../system/owner.ts';
import { makeBootFolder } from './boot-folder.ts';

const RUN = 'm-0123abcd/6.1.0-50-amd64/20261121T211800Z-4f9a1c';

function folders(): { readonly root: string; readonly results: string } {
  const base = mkdtempSync(join(tmpdir(), 'mntbench-boots-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  return { root: join(base, 'boots'), results: join(base, 'results') };
}

/** A boot with a run in its channel, whose program is dead: no process started at tick 1. */
function killedBoot(root: string, results: string): string {
  const folder = makeBootFolder('killed', results, root);
  mkdirSync(join(folder, 'results/runs', RUN), { recursive: true });
  writeFileSync(join(folder, 'results/runs', RUN, 'samples.csv'), 'a\n1\n');
  writeFileSync(join(folder, 'serial.log'), 'last words');
  writeFileSync(join(folder, 'owner.json'), JSON.stringify({ ...thisProcess(), startTicks: 1 }));
  return folder;
}

describe('the folder of a boot', () => {
  it('is left alone by other boots as long as its program lives', () => {
    const { root, results } = folders();
    const first = makeBootFolder('first', results, root);
    makeBootFolder('second', null, root);
    expect(readdirSync(first).sort()).toEqual(['owed.json', 'owner.json', 'results', 'shares']);
  });

  it('gives the runs of a killed program to their place, and then is nothing but logs', () => {
    const { root, results } = folders();
    const killed = killedBoot(root, results);
    makeBootFolder('next', null, root);
    expect(existsSync(join(results, `${RUN}.damaged`, 'samples.csv'))).toBe(true);
    expect(readdirSync(killed)).toEqual(['serial.log']);
  });

  it('stays as it is when the runs cannot be brought to their place', () => {
    const { root, results } = folders();
    const killed = killedBoot(root, results);
    writeFileSync(results, 'a file is in the way');
    makeBootFolder('next', null, root);
    expect(existsSync(join(killed, 'results/runs', RUN, 'samples.csv'))).toBe(true);
    rmSync(results);
    makeBootFolder('after', null, root);
    expect(existsSync(join(results, `${RUN}.damaged`))).toBe(true);
  });
});
