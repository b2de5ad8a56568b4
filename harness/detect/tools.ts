import type { Environment } from '../core/environment.ts';
import { type CommandName, contentOf, reasonOf, type Sources } from './sources/sources.ts';
import type { Gaps } from './unavailable.ts';

const COMMANDS = {
  node: 'node--version',
  npm: 'npm--version',
  git: 'git--version',
} as const satisfies Record<keyof Environment['tools'], CommandName>;

export async function readTools(sources: Sources, gaps: Gaps): Promise<Environment['tools']> {
  const version = async (name: keyof typeof COMMANDS): Promise<string | null> => {
    const reading = await sources.command(COMMANDS[name]);
    const output = contentOf(reading);
    const found =
      output === null ? null : /\d+(?:\.\d+)+\S*/.exec(Buffer.from(output.stdout).toString('utf8').slice(0, 1000))?.[0];
    if (found == null) gaps.add(`tools.${name}`, reasonOf(reading, `${name} --version printed no version`));
    return found ?? null;
  };
  const [node, npm, git] = await Promise.all([version('node'), version('npm'), version('git')]);
  return { node, npm, git };
}
