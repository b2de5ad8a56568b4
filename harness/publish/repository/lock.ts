import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { errorCode, UserError } from '../../core/errors.ts';
import type { Pause } from './pause.ts';

/** Longer than twenty pushes take on a slow line. */
const PATIENCE_MS = 10 * 60_000;
const LOOK_AGAIN_MS = 200;

/**
 * One publish at a time works on a private repository. An abstract Unix socket is the lock: the kernel gives it to one process and takes
 * it back when that process ends, however it ends, so that no lock of a dead process has to be told from one of a living.
 */
export async function lockFolder(folder: string, pause: Pause): Promise<AsyncDisposable> {
  const name = `\0mntbench-publish-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)}`;
  for (let waited = 0; waited <= PATIENCE_MS; waited += LOOK_AGAIN_MS) {
    const server = await listening(name);
    if (server !== null) return { [Symbol.asyncDispose]: () => closed(server) };
    await pause(LOOK_AGAIN_MS);
  }
  throw new UserError({
    code: 'publish-busy',
    what: 'another publish to this repository goes on',
    got: `no end of it in ${PATIENCE_MS / 60_000} minutes`,
    expected: 'one publish at a time per machine and repository',
    fix: 'wait for it, or end it; what it has not pushed yet is kept, and publish --continue pushes it',
  });
}

function listening(name: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error) => (errorCode(error) === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(name, () => {
      server.unref();
      resolve(server);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
