import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../repo-clone/testing/play.ts';
import { tarballPath } from './lock.ts';
import { type Published, startRegistry } from './registry.ts';

const PUBLISHED: readonly Published[] = ['1.9.0', '1.10.0'].map((version) => ({
  name: '@lab/one',
  version,
  integrity: 'sha512-x',
  shasum: 'x',
  dependencies: { two: '^1.0.0' },
  bin: null,
}));

describe('the registry', () => {
  it('serves the packument of a scoped name as npm asks for it, with the newest version as latest', async () => {
    await using registry = await startRegistry(temporaryFolder(), PUBLISHED);
    const packument = await (await fetch(`${registry.url}@lab%2fone`)).json();
    expect(packument).toMatchObject({
      name: '@lab/one',
      'dist-tags': { latest: '1.10.0' },
      versions: { '1.9.0': { dist: { tarball: `${registry.url}@lab/one/-/one-1.9.0.tgz` } } },
    });
  });

  it('serves the bytes of a tarball', async () => {
    const folder = temporaryFolder();
    const [one] = PUBLISHED;
    const path = tarballPath(one ?? { name: '', version: '' });
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), 'bytes');
    await using registry = await startRegistry(folder, PUBLISHED);
    const served = Buffer.from(await (await fetch(registry.url + path)).arrayBuffer());
    expect(sha256(served)).toBe(sha256(Buffer.from('bytes')));
  });

  it.each(['nothing', '@lab%2fnone', '%zz', '..%2f..%2fetc%2fpasswd', '@lab/one/-/one-9.9.9.tgz', ''])(
    'answers 404 for /%s',
    async (path) => {
      await using registry = await startRegistry(temporaryFolder(), PUBLISHED);
      expect((await fetch(registry.url + path)).status).toBe(404);
    },
  );

  it('uses another port when the usual one is taken', async () => {
    await using first = await startRegistry(temporaryFolder(), PUBLISHED);
    await using second = await startRegistry(temporaryFolder(), PUBLISHED);
    expect(second.url).not.toBe(first.url);
    expect((await fetch(`${second.url}@lab%2fone`)).status).toBe(200);
  });

  it('stops listening when it is disposed, with a connection still open', async () => {
    const registry = await startRegistry(temporaryFolder(), PUBLISHED);
    const port = Number(new URL(registry.url).port);
    const open = connect(port, '127.0.0.1');
    await new Promise((resolve) => open.once('connect', resolve));
    const closed = new Promise((resolve) => open.once('close', resolve));
    await registry[Symbol.asyncDispose]();
    await closed;
    await expect(fetch(registry.url)).rejects.toThrow('fetch failed');
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
