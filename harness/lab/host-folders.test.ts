import { expect, it } from 'vitest';
import { uncover, whyNeverInGuest } from './host-folders.ts';

it.each([
  ['/home/me/mntbench', null],
  ['/tmp/clone', null],
  ['/run/user/1000/node', null],
  ['/mnt/data/clone', null],
  ['/mnt/c/clone', "/mnt/c is the guest's own"],
  ['/proc/self/cwd', "/proc is the guest's own"],
  ['/run/mntbench-lab/runs', "/run/mntbench-lab is the guest's own"],
  ['/tmp', "the whole of /tmp is the guest's own"],
  ['/tmpfs/clone', null],
])('of %s the guest can be shown it, or %s', (path, reason) => {
  expect(whyNeverInGuest(path)).toBe(reason);
});

it('puts back into their places only what the guest covers', () => {
  expect(uncover(['/home/me', '/usr', '/tmpfs'])).toBe('');
  expect(uncover(['/home/me', "/tmp/it's", "/tmp/it's"])).toBe(
    String.raw`mkdir /run/mntbench-host && mount --bind / /run/mntbench-host && mkdir -p '/tmp/it'\''s' && mount --bind '/run/mntbench-host/tmp/it'\''s' '/tmp/it'\''s' || exit 1; `,
  );
});
