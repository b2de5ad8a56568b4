import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mounting, whyNoMounts } from './testing/mount-namespace.ts';
import { Playground, TINY } from './testing/playground.ts';
import { complaint, refusal } from './testing/refusal.ts';

const cannot = (got: string, fix: string): string =>
  complaint('a target cannot be measured', got, 'an existing directory that can be written', fix);

it('a target that is missing is refused', async () => {
  await using playground = new Playground();
  expect(await refusal(playground, ['run', 'nowhere', ...TINY])).toBe(
    cannot('<tmp>/nowhere, which does not exist', 'create it, or check the spelling'),
  );
});

it('a target that is a file is refused', async () => {
  await using playground = new Playground();
  expect(await refusal(playground, ['run', 'target/precious.txt', ...TINY])).toBe(
    cannot('<tmp>/target/precious.txt, which is a file', 'name the directory that holds it'),
  );
});

it('one bad target among good ones is refused before anything is written', async () => {
  await using playground = new Playground();
  expect(await refusal(playground, ['run', 'target', 'nowhere', ...TINY])).toBe(
    cannot('<tmp>/nowhere, which does not exist', 'create it, or check the spelling'),
  );
});

it('a target that this user may not write is refused', async () => {
  await using playground = new Playground();
  chmodSync(playground.target, 0o555);
  // Permissions do not hold root back, so root tries as nobody.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if (nobody.uid !== undefined) playground.giveTo(nobody.uid, nobody.gid);
  expect(await refusal(playground, ['run', 'target', ...TINY], nobody)).toBe(
    cannot('<tmp>/target, which this user may not write (EACCES)', 'measure a directory of your own, or change its permissions'),
  );
  chmodSync(playground.target, 0o755);
});

it('a target on a read-only file system is refused', async ({ skip }) => {
  const reason = whyNoMounts();
  skip(reason !== null, reason ?? '');
  await using playground = new Playground();
  const { code, stdout, stderr } = await playground.program(['run', 'target', ...TINY], {
    wrapper: mounting(playground.target, 'ro'),
  });
  expect([code, stdout, playground.normalised(stderr)]).toEqual([
    2,
    '',
    cannot('<tmp>/target, on a read-only file system', 'measure a directory on another mount'),
  ]);
});

it('a target inside the sandbox of another run is refused', async () => {
  await using playground = new Playground();
  const marker = {
    purpose: 'Sandbox of mntbench: everything in this folder is deleted when the run ends or by the next run.',
    runId: 'another',
    owner: { pid: 1, startTicks: 1, bootId: null, pidNamespace: null },
  };
  playground.file('target/.mntbench/owner.json', JSON.stringify(marker));
  playground.folder('target/.mntbench/b0-t0');
  expect(await refusal(playground, ['run', 'target/.mntbench/b0-t0', ...TINY])).toBe(
    complaint(
      'the target lies inside a sandbox of mntbench',
      '<tmp>/target/.mntbench/b0-t0',
      'a directory outside: sandboxes are deleted with all that is in them',
      'measure <tmp>/target or another directory',
    ),
  );
});

it('a target on which the name of the sandbox is taken is refused, and what has the name stays', async () => {
  await using playground = new Playground();
  playground.file('target/.mntbench/thesis.txt', 'years of work');
  expect(await refusal(playground, ['run', 'target', ...TINY])).toBe(
    complaint(
      'the name of the sandbox is taken on the target',
      '<tmp>/target/.mntbench without a marker of mntbench',
      'no such entry, or a folder that mntbench made',
      'look at it, then rename or remove it yourself, or measure another directory',
    ),
  );
});

it('a refusal on the second target gives the first one back', async () => {
  await using playground = new Playground();
  playground.file('other/.mntbench/thesis.txt', 'years of work');
  expect(await refusal(playground, ['run', 'target', 'other', ...TINY])).toContain('the name of the sandbox is taken');
});

it('a target whose name holds escape sequences is refused without sending them to the terminal', async () => {
  await using playground = new Playground();
  const message = await refusal(playground, ['run', join(playground.path, 'x\u001b[31m\n'), ...TINY]);
  expect(message).toContain('<tmp>/x\\u001b[31m\\u000a, which does not exist');
});
