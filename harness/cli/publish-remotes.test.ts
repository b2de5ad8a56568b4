import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Playground, TINY } from './testing/playground.ts';
import { IDENTITY, Publishing } from './testing/publishing.ts';

let original: Playground;
beforeAll(async () => {
  original = new Playground();
  const { code, stderr } = await original.program(['run', 'target', ...TINY]);
  expect(code, stderr).toBe(0);
});
afterAll(() => original[Symbol.asyncDispose]());

describe('a repository that cannot be pushed to', () => {
  it('and is missing: git is quoted, the commit is kept, and --continue pushes it when it is there', async () => {
    await using place = new Publishing();
    const missing = join(place.path, 'results.git');
    const { code, stdout, stderr } = await place.publish(place.copyOf(original, 1), '--to', missing);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/cannot be reached\n {2}got +.*does not appear to be a git repository[\s\S]*publish --continue/);
    place.bare();
    const continued = await place.publish('--continue');
    expect([continued.code, continued.stdout]).toEqual([0, expect.stringMatching(/^published: m-.*\npushed/)]);
    expect((await place.program(['verify', place.clone(missing)])).code).toBe(0);
    expect((await place.publish('--continue')).stdout).toBe('nothing waits to be pushed\n');
  });

  it('because a hook says no: what it said is told, nothing is forced, and the next publish takes along what waits', async () => {
    await using place = new Publishing();
    const repository = place.bare();
    const hook = join(repository, 'hooks', 'pre-receive');
    mkdirSync(join(repository, 'hooks'), { recursive: true });
    writeFileSync(hook, '#!/bin/sh\necho no results on Sundays\nexit 1\n');
    chmodSync(hook, 0o755);
    const { code, stderr } = await place.publish(place.copyOf(original, 1), '--to', repository);
    expect([code, stderr]).toEqual([2, expect.stringContaining('no results on Sundays')]);
    expect(stderr).toContain('publish --continue');
    rmSync(hook);
    const { stdout } = await place.publish(place.copyOf(original, 2), '--to', repository);
    expect(stdout.match(/^published: /gm)).toHaveLength(2);
  });

  it('because the network closes every connection', async () => {
    await using place = new Publishing();
    const server = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await place.publish(
      place.copyOf(original, 1),
      '--to',
      `http://me:s3cret@127.0.0.1:${port}/results.git`,
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining(`http://127.0.0.1:${port}/results.git; git said: `)]);
    expect(stderr).not.toContain('s3cret');
    await new Promise((resolve) => server.close(resolve));
  });

  it('because ssh is refused: nobody is asked for a password', async () => {
    await using place = new Publishing();
    const { code, stderr } = await place.publish(place.copyOf(original, 1), '--to', 'ssh://nobody@127.0.0.1:1/results.git');
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be reached')]);
  });
});

describe('a repository of strangers', () => {
  it('is published to without following, running or losing anything of it', async () => {
    await using place = new Publishing();
    const repository = place.bare();
    await place.publish(place.copyOf(original, 1), '--to', repository);
    const clone = place.clone(repository);
    symlinkSync('/etc/passwd', join(clone, 'passwd'));
    writeFileSync(join(clone, '.gitattributes'), '*.json filter=evil\n*.csv ident eol=crlf\n');
    const machine = readdirSync(clone).find((name) => name.startsWith('m-')) as string;
    symlinkSync('/', join(clone, machine, 'root'));
    writeFileSync(join(clone, 'evil\u001b[31m\n.txt'), 'x');
    place.git(['config', 'filter.evil.clean', 'cat'], clone);
    place.commit(clone);
    writeFileSync(
      join(place.home, '.gitconfig'),
      `${IDENTITY}[filter "evil"]\n\tsmudge = touch ${place.path}/ran; cat\n\tclean = cat\n`,
    );
    const { code, stderr } = await place.publish(place.copyOf(original, 2), '--to', repository);
    expect([code, existsSync(join(place.path, 'ran'))], stderr).toEqual([0, false]);
    const tree = place.git(['ls-tree', '-r', '-z', '--name-only', 'main'], repository).split('\0');
    expect(tree).toEqual(expect.arrayContaining(['passwd', `${machine}/root`, 'evil\u001b[31m\n.txt']));
    expect(tree.filter((name) => name.endsWith('run.json'))).toHaveLength(2);
  });
});
