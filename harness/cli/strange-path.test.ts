import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Playground, TINY } from './testing/playground.ts';

it.each([
  ['a space', 'my files', ['my files']],
  ['a newline', 'two\nlines', ['two\nlines']],
  ['letters beyond ASCII', 'Übung–日本語', ['Übung–日本語']],
  ['a leading dash, written ./-x', '-x', ['./-x']],
  ['a leading dash, after --', '-x', ['--', '-x']],
])('a target with %s in its name is measured and left as it was', async (_, name, args) => {
  await using playground = new Playground();
  const target = playground.folder(name);
  const before = playground.belongings();
  const { code, stderr } = await playground.program(['run', ...TINY, ...args]);
  expect(code, stderr).toBe(0);
  expect(playground.record().targets.map(({ path }) => path)).toEqual([target]);
  expect(playground.record().status).toBe('complete');
  expect(playground.belongings()).toEqual(before);
  expect(readdirSync(target)).toEqual([]);
});

it('a target that is a link is measured where it points to, and the link stays', async () => {
  await using playground = new Playground();
  symlinkSync(playground.target, join(playground.path, 'link'));
  const before = playground.belongings();
  expect((await playground.program(['run', 'link', ...TINY])).code).toBe(0);
  expect(playground.record().targets.map(({ path }) => path)).toEqual([playground.target]);
  expect(playground.belongings()).toEqual(before);
});

it('all targets that are named are measured', async () => {
  await using playground = new Playground();
  const targets = [playground.target, playground.folder('second'), playground.folder('third')];
  expect((await playground.program(['run', ...targets, ...TINY])).code).toBe(0);
  expect(playground.record().targets.map(({ path }) => path)).toEqual(targets);
  expect([...new Set(playground.samples().map(({ target }) => target))]).toHaveLength(3);
});
