import { describe, expect, it } from 'vitest';
import { parseSelection, selectsCell, selectsRun } from './selection.ts';
import { cellOf, runOf } from './testing/runs.ts';

const { record } = runOf({
  index: 0,
  kernel: '6.18.33.2-microsoft-standard-WSL2',
  values: { 'drive-c create': [1] },
  pool: 'private',
});
const nothing = (): boolean => false;

describe('a selection', () => {
  it.each([
    ['kernel=6.18', true],
    ['kernel=6.18.33', true],
    ['kernel=6.18.33.2-microsoft-standard-WSL2', true],
    ['kernel=6.1', false],
    ['kernel=6.18.3', false],
    ['kernel=6', true],
    ['kernel=6.18.33.2-micro', false],
    ['pool=private', true],
    ['pool=shared', false],
    ['pool=shared,pool=private', true],
    ['kernel=6.18,pool=shared', false],
    ['wsl=2.8', false],
    ['node=v20', true],
    ['node=20', true],
    ['node=2', false],
    [`run=${record.id}`, true],
    [`run=${record.id.slice(0, 11)}`, true],
    [`run=${record.id.slice(-6)}`, false],
    ['transport=virtiofs', true],
  ])('%s takes the run: %s', (text, expected) => {
    expect(selectsRun(parseSelection(text, nothing), record)).toBe(expected);
  });

  it('takes cells by their mount, and either of two', () => {
    const selection = parseSelection('transport=virtiofs,transport=9p-virtio,operation=create', nothing);
    expect(selectsCell(selection, cellOf({ transport: 'virtiofs' }))).toBe(true);
    expect(selectsCell(selection, cellOf({ transport: '9p-virtio' }))).toBe(true);
    expect(selectsCell(selection, cellOf({ transport: '9p-socket' }))).toBe(false);
    expect(selectsCell(selection, cellOf({ transport: 'virtiofs', operation: 'stat' }))).toBe(false);
  });

  it('has places, and takes what exists for one even with a comma or a known word in its name', () => {
    expect(parseSelection('a,b,kernel=6.1', nothing)).toMatchObject({ places: ['a', 'b'] });
    expect(parseSelection('a,b', (name) => name === 'a,b').places).toEqual(['a,b']);
    expect(parseSelection('x,kernel=6.1', (name) => name === 'kernel=6.1').places).toEqual(['x', 'kernel=6.1']);
  });

  it.each([
    ['colour=red', 'a selection of runs: got colour=red'],
    ['kernel=6.1,', 'a side of the comparison'],
    ['', 'a side of the comparison'],
  ])('refuses %j', (text, message) => {
    expect(() => parseSelection(text, nothing)).toThrow(message);
  });
});
