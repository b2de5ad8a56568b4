import { join } from 'node:path';
import type { RunRecord } from '../../core/run-record.ts';
import type { Command, InputStore, Session, Workload } from '../../core/workload.ts';
import { Disposer } from '../../system/disposer.ts';
import { type Programs, resolveCommand } from '../../system/programs.ts';
import { runTool } from '../../system/run-tool.ts';
import type { CommandLine } from '../../system/timed-command.ts';

export type InputFacts = RunRecord['inputs'];

export interface SessionOptions {
  readonly store: InputStore;
  readonly programs: Programs;
  readonly seed: number;
  readonly repository: string | null;
  readonly project: string | null;
  readonly progress: (text: string) => void;
}

/** Opens each workload's inputs once per preset, and closes all of them. */
export class Sessions implements AsyncDisposable {
  readonly #options: SessionOptions;
  readonly #open = new Map<string, Session>();
  readonly #opened = new Disposer();
  #inputs: InputFacts = [];

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get inputs(): InputFacts {
    return this.#inputs;
  }

  async open(workload: Workload, preset: string): Promise<Session> {
    const key = `${workload.name} ${preset}`;
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const { store, programs, seed, repository, project, progress } = this.#options;
    progress(`preparing ${workload.name} ${preset}`);
    // The pilot's session of the same workload stays open: each has scratch folders of its own.
    const own: InputStore = { ...store, scratch: (name) => store.scratch(join(workload.name, preset, name)) };
    const home = await store.scratch('tools');
    const tool = (command: Command, stdin?: AsyncIterable<string | Uint8Array>): Promise<string> =>
      runTool(withNetwork(resolveCommand(command, programs, home)), stdin ?? null);
    const session = this.#opened.use(await workload.open({ preset, seed, store: own, progress, repository, project, tool }));
    this.#open.set(key, session);
    this.#inputs = [
      ...this.#inputs,
      ...session.inputs.map(({ name, sha256, facts }) => ({
        workload: workload.name,
        preset,
        name,
        sha256,
        facts: { ...facts } as InputFacts[number]['facts'],
      })),
    ];
    return session;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}

/** How this machine reaches the outside: proxies and certificates. Only untimed tools get it, which fetch the user's own project or repository. */
const NETWORK = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'http_proxy',
  'https_proxy',
];

/** The generated packages come from this machine: no proxy may stand before them. */
const LOOPBACK = '127.0.0.1,localhost';

function withNetwork(command: CommandLine): CommandLine {
  const given = NETWORK.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const direct = [process.env.NO_PROXY ?? process.env.no_proxy, LOOPBACK].filter(Boolean).join(',');
  return { ...command, env: { ...Object.fromEntries(given), NO_PROXY: direct, no_proxy: direct, ...command.env } };
}
