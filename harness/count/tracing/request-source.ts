import type { Count } from '../../core/counting.ts';
import type { Target } from '../../core/target.ts';
import type { Transport } from '../../core/transport.ts';
import { counted, notCounted } from '../counts.ts';
import type { Hit, Tally } from './traced-event.ts';

/** A protocol whose requests are counted by client and type. */
export interface Protocol {
  readonly source: '9p' | 'fuse';
  readonly transports: readonly Transport[];
  readonly typeName: (key: string) => string;
  /** What statfs(2) sends, once per call: nothing else makes it, and no cache answers it. */
  readonly statfs: string;
}

type Client = { readonly client: string } | { readonly reason: string };

/** Requests of one protocol: those of the target's client by type, those of all others together. */
export class RequestSource {
  readonly #protocol: Protocol;
  readonly #clients = new Map<string, Client>();

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
  }

  /** `tally` holds what was seen while statfs(2) was called `calls` times on the target. False: nobody can be told from it. */
  learn(target: Pick<Target, 'id' | 'transport'>, calls: number | null, tally: Tally): boolean {
    if (!this.#protocol.transports.includes(target.transport)) return true;
    const client = this.#clientOf(calls, tally);
    this.#clients.set(target.id, client);
    return 'client' in client;
  }

  #clientOf(calls: number | null, tally: Tally): Client {
    const { statfs, typeName } = this.#protocol;
    if ('reason' in tally) return tally;
    if (calls === null) return { reason: 'the target did not answer statfs' };
    const found = tally.hits.filter(({ keys: [, type = ''], hits }) => typeName(type) === statfs && hits === calls);
    const [only] = found;
    if (only === undefined || found.length > 1)
      return {
        reason: `${found.length} clients sent ${statfs} for ${calls} calls of statfs: which one is the target's is not known`,
      };
    return { client: only.keys[0] ?? '' };
  }

  counts(targetId: string, tally: Tally): Count[] {
    const { source } = this.#protocol;
    const client = this.#clients.get(targetId);
    if ('reason' in tally) return [notCounted(source, client === undefined ? 'other-requests' : 'requests', tally.reason)];
    if (client === undefined) return [counted(source, 'other-requests', sum(tally.hits))];
    if ('reason' in client) return [notCounted(source, 'requests', client.reason)];
    const own = tally.hits.filter(({ keys }) => keys[0] === client.client);
    const others = tally.hits.filter(({ keys }) => keys[0] !== client.client);
    return [...this.#byType(own), counted(source, 'other-requests', sum(others))];
  }

  #byType(hits: readonly Hit[]): Count[] {
    const { source, typeName } = this.#protocol;
    if (hits.length === 0) return [counted(source, 'requests', 0)];
    const totals = new Map<string, number>();
    for (const hit of hits) {
      const name = typeName(hit.keys[1] ?? '');
      totals.set(name, (totals.get(name) ?? 0) + hit.hits);
    }
    return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => counted(source, 'requests', value, { key }));
  }
}

function sum(hits: readonly Hit[]): number {
  return hits.reduce((total, hit) => total + hit.hits, 0);
}
