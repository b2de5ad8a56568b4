import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { errorCode } from '../../harness/core/errors.ts';
import type { Json, JsonObject } from '../../harness/core/json.ts';
import { tarballPath } from './lock.ts';

const HOST = '127.0.0.1';
/** Fixed, since npm's cache is keyed by address: a changed port would be an empty cache. Not registered by IANA for anything. */
const PORT = 47_113;

/** The address that inputs are generated with and hashed by, whatever port is used in the end. */
export const CANONICAL_REGISTRY = `http://${HOST}:${PORT}/`;

/** One published version, as `GET /<name>` lists it. */
export interface Published {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  readonly shasum: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>> | null;
}

export interface Registry extends AsyncDisposable {
  /** Ends with a slash. */
  readonly url: string;
}

/** Serves packages and their tarballs from `folder`, to this machine only. On another port when the usual one is taken. */
export async function startRegistry(folder: string, published: readonly Published[]): Promise<Registry> {
  const tarballs = new Set(published.map(tarballPath));
  let url = CANONICAL_REGISTRY;
  const server = createServer((request, response) => {
    const asked = askedFor(request.url ?? '/');
    const versions = published.filter(({ name }) => name === asked);
    if (tarballs.has(asked)) void sendTarball(response, join(folder, asked));
    else if (versions.length > 0) sendJson(response, 200, packument(versions, url));
    else sendJson(response, 404, { error: 'not_found' });
  });
  const port = await listen(server, PORT).catch((error: unknown) => {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    return listen(server, 0);
  });
  url = `http://${HOST}:${port}/`;
  return {
    url,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // npm keeps connections alive; close() alone would wait for them.
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The path without its slash. npm asks for `@scope/name` as `/@scope%2fname`. Empty for what is no address: anyone on this machine can ask. */
function askedFor(address: string): string {
  try {
    return decodeURIComponent(new URL(address, CANONICAL_REGISTRY).pathname).slice(1);
  } catch {
    return '';
  }
}

function packument(versions: readonly Published[], registry: string): JsonObject {
  const [latest] = [...versions].sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }));
  const described = versions.map(({ name, version, integrity, shasum, dependencies, bin }): [string, JsonObject] => {
    const dist = { integrity, shasum, tarball: `${registry}${tarballPath({ name, version })}` };
    return [version, { name, version, dependencies, ...(bin === null ? {} : { bin }), dist }];
  });
  return { name: latest?.name ?? '', 'dist-tags': { latest: latest?.version ?? '' }, versions: Object.fromEntries(described) };
}

async function sendTarball(response: ServerResponse, file: string): Promise<void> {
  try {
    const bytes = await readFile(file);
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length }).end(bytes);
  } catch {
    sendJson(response, 500, { error: 'the input store lost a tarball' });
  }
}

function sendJson(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.removeListener('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the registry has no port'));
      else resolve(address.port);
    });
  });
}
