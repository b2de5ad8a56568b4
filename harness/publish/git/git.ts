import { errorCode, UserError } from '../../core/errors.ts';
import { type ProgramResult, runProgram } from '../../system/program.ts';
import { runTool } from '../../system/run-tool.ts';
import { gitArguments, LOCAL_VARIABLES, localEnvironment, remoteEnvironment } from './environment.ts';

/** What a git that asks a remote, or the user's configuration, answered. */
export interface Answer {
  readonly ok: boolean;
  readonly stdout: string;
  /** Its complaint, or how it ended; empty when it was fine and silent. */
  readonly said: string;
}

/** The system's git on one private repository. */
export interface Git {
  readonly directory: string;
  /** Reads no configuration of the user; rejects when git complains. */
  local(args: readonly string[], options?: LocalOptions): Promise<string>;
  /** With the user's configuration, and never waiting for input. */
  user(args: readonly string[]): Promise<Answer>;
}

export interface LocalOptions {
  readonly stdin?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A push of a large run over a slow line takes minutes; beyond this the line is dead. */
const REMOTE_LIMIT_MS = 30 * 60_000;

export function gitIn(directory: string): Git {
  let ownSsh: boolean | null = null;
  const user = async (args: readonly string[]): Promise<Answer> => {
    const unset = LOCAL_VARIABLES.flatMap((name) => ['-u', name]);
    const asked = await runProgram('env', [...unset, 'git', ...gitArguments(directory, args)], {
      timeoutMs: REMOTE_LIMIT_MS,
      cwd: directory,
      env: remoteEnvironment(ownSsh ?? false),
    });
    return answerOf(asked);
  };
  return {
    directory,
    async local(args, { stdin, cwd = directory, env = {} } = {}) {
      const command = { file: 'git', args: gitArguments(directory, args), cwd, env: { ...localEnvironment(directory), ...env } };
      try {
        return await runTool(command, stdin === undefined ? null : lines(stdin));
      } catch (error) {
        if (errorCode(error) === 'ENOENT') throw missingGit(error);
        throw error;
      }
    },
    async user(args) {
      ownSsh ??= (await user(['config', '--get', 'core.sshCommand'])).ok;
      return await user(args);
    },
  };
}

async function* lines(text: string): AsyncGenerator<string> {
  yield text;
}

/** `env` answers so when it finds no program. */
const NOT_FOUND = 127;

function answerOf(result: ProgramResult): Answer {
  switch (result.status) {
    case 'exited': {
      if (result.exitCode === NOT_FOUND) throw missingGit();
      const said = result.stderr.toString('utf8').trim();
      const silent = result.exitCode === 0 ? '' : `exit ${result.exitCode}`;
      return { ok: result.exitCode === 0, stdout: result.stdout.toString('utf8'), said: said || silent };
    }
    case 'timed-out':
      return { ok: false, stdout: '', said: `no end after ${Math.round(result.afterMs / 60_000)} minutes` };
    case 'killed':
      return { ok: false, stdout: '', said: result.reason };
    case 'not-found':
      throw missingGit();
  }
}

function missingGit(cause?: unknown): UserError {
  return new UserError(
    {
      code: 'git-missing',
      what: 'publishing needs git',
      got: 'no program git on PATH',
      expected: "the system's git, 2.30 or newer",
      fix: 'install git',
    },
    { cause },
  );
}
