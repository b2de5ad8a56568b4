import { RESULTS_OPTION } from '../run-options.ts';

/** Not `choices` for the format: its names are read from what renders them, and `--help` must not wait for that. */
export const EXPORT_OPTIONS = {
  format: {
    alias: 'f',
    type: 'string',
    demandOption: true,
    requiresArg: true,
    describe: 'of the files; a wrong one lists all',
  },
  out: { type: 'string', requiresArg: true, describe: 'file, or folder for formats of several files; none: standard output' },
  level: {
    choices: ['sample', 'boot'] as const,
    default: 'sample' as const,
    requiresArg: true,
    describe: 'one line per value, or per boot its median, which tests may take for independent',
  },
  results: RESULTS_OPTION,
} as const;
