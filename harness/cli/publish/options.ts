import { resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { type RemoteUrl, remoteUrl } from '../../publish/git/url.ts';
import { requireLabel } from '../../publish/label.ts';
import { JSON_OPTION, RESULTS_OPTION } from '../run-options.ts';

const text = { type: 'string', requiresArg: true } as const;

export const PUBLISH_OPTIONS = {
  to: { ...text, describe: 'the results repository: what git clone takes, or a local path' },
  branch: { ...text, describe: 'of the repository; default: the one it calls its own, or the name of its first' },
  label: { ...text, describe: 'what to call this machine in the repository; public, and written once' },
  'dry-run': { type: 'boolean', default: false, describe: 'show exactly what would be sent, and send nothing' },
  continue: { type: 'boolean', default: false, describe: 'push what an earlier publish could not' },
  retract: { ...text, describe: 'withdraw the published run of this id; needs --reason' },
  reason: { ...text, describe: 'why it is withdrawn; public' },
  results: RESULTS_OPTION,
  json: JSON_OPTION,
} as const;

interface ParsedPublish {
  readonly runs?: readonly string[] | undefined;
  readonly to?: string | undefined;
  readonly branch?: string | undefined;
  readonly label?: string | undefined;
  readonly retract?: string | undefined;
  readonly reason?: string | undefined;
  readonly dryRun: boolean;
  readonly continue: boolean;
  readonly json: boolean;
}

export type PublishTask =
  | {
      readonly kind: 'publish' | 'preview';
      readonly runs: readonly string[];
      readonly to: RemoteUrl;
      readonly label: string | null;
    }
  | { readonly kind: 'continue'; readonly to: RemoteUrl | null }
  | { readonly kind: 'retract'; readonly to: RemoteUrl; readonly run: string; readonly reason: string };

export interface PublishOptions {
  readonly task: PublishTask;
  readonly branch: string | null;
  readonly json: boolean;
}

export function publishOptions(argv: ParsedPublish): PublishOptions {
  return { task: taskOf(argv), branch: argv.branch ?? null, json: argv.json };
}

function taskOf({ runs = [], to, label, retract, reason, dryRun, continue: isContinued }: ParsedPublish): PublishTask {
  const remote = to === undefined ? null : remoteUrl(to, resolve());
  if (isContinued) {
    if (runs.length > 0 || retract !== undefined || dryRun)
      throw usage('--continue with runs or other tasks', '--continue alone, or with --to');
    return { kind: 'continue', to: remote };
  }
  if (remote === null) throw usage('no --to', 'a results repository: --to GIT_URL');
  if (retract !== undefined) {
    if (runs.length > 0 || dryRun || reason === undefined || reason.trim() === '')
      throw usage(
        reason === undefined ? '--retract without --reason' : '--retract with something else',
        '--retract ID --reason TEXT --to GIT_URL',
      );
    return { kind: 'retract', to: remote, run: retract, reason };
  }
  if (runs.length === 0) throw usage('no run', 'runs: folders, globs, ids or latest');
  return { kind: dryRun ? 'preview' : 'publish', runs, to: remote, label: requireLabel(label ?? null) };
}

function usage(got: string, expected: string): UserError {
  return new UserError({ code: 'usage', what: 'the command line of publish', got, expected, fix: 'mntbench publish --help' });
}
