import { describe, expect, it } from 'vitest';
import { type Command, defineWorkload, type Place, type Session } from '../../harness/core/workload.ts';
import { workload as smallFile } from '../small-file/workload.ts';
import { type DriveResult, drive } from './drive.ts';

function node(place: { readonly directory: string }, script: string): Command {
  return { program: 'node', args: ['-e', script], cwd: place.directory, env: { MNTBENCH_TEST: 'set' } };
}

/** A workload of commands alone, so that it needs no worker of its own. */
function driving(
  block: (place: Place) => ReturnType<Session['block']>,
  opened: (output: string) => void = () => undefined,
): Promise<DriveResult> {
  const workload = defineWorkload({
    ...smallFile,
    async open({ tool, store }) {
      const directory = await store.scratch('tool');
      const echo = 'process.stdin.pipe(process.stdout)';
      opened(await tool(node({ directory }, echo), chunks()));
      return { inputs: [], fixture: () => [], block, teardown: () => [], [Symbol.asyncDispose]: async () => undefined };
    },
  });
  return drive(workload);
}

async function* chunks(): AsyncGenerator<string | Uint8Array> {
  yield 'one ';
  yield Buffer.from('two');
}

const measured = { phase: 'p', operation: 'o' };

describe('drive', () => {
  it('feeds a tool and gives back what it printed', async () => {
    let output = '';
    await driving(
      () => [],
      (text) => {
        output = text;
      },
    );
    expect(output).toBe('one two');
  });

  it('runs commands with nothing of the user in their environment', async () => {
    const script = 'console.log(Object.keys(process.env).filter((n) => !n.startsWith("NODE_")).sort().join())';
    const { problems } = await driving((place) => [
      { kind: 'check', command: node(place, script), stdout: 'HOME,LC_ALL,MNTBENCH_TEST,PATH,TMPDIR', checks: ['p'] },
    ]);
    expect(problems).toEqual([]);
  });

  it('reports a command that fails and a check that finds something else', async () => {
    const { problems } = await driving((place) => [
      { kind: 'command', ...measured, command: node(place, 'console.error("why"); process.exit(3)') },
      { kind: 'check', command: node(place, 'console.log("other")'), stdout: 'this', checks: ['p'] },
    ]);
    expect(problems[0]).toMatch(/exit 3: why/);
    expect(problems[1]).toMatch(/expected "this", got "other"/);
  });

  it('ends when a preparing task fails', async () => {
    await expect(driving(() => [{ kind: 'task', task: 'prepare', args: {}, checks: [] }])).rejects.toThrow('argument seed');
  });
});
