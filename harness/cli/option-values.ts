import { UserError } from '../core/errors.ts';

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** `90`, `90s`, `10m`, `2h` in seconds. `command`: whose help lists the option. */
export function seconds(name: string, text: string, command: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) * SECONDS[(match[2] ?? 's') as keyof typeof SECONDS];
  if (value > 0) return value;
  throw badOption(name, JSON.stringify(text), 'a positive duration such as 90, 90s, 10m or 2h', command);
}

export function requireWhole(name: string, got: number, least: number, most: number, command: string): void {
  if (Number.isInteger(got) && got >= least && got <= most) return;
  throw badOption(name, String(got), `a whole number from ${least} to ${Math.floor(most)}`, command);
}

export function badOption(name: string, got: string, expected: string, command: string): UserError {
  return new UserError({
    code: 'option-invalid',
    what: `option ${name}`,
    got,
    expected,
    fix: `mntbench ${command} --help lists the options`,
  });
}
