import { UserError } from '../core/errors.ts';

/** One short line: it stands in a table. */
const LONGEST_LABEL = 60;

export function requireLabel(label: string | null): string | null {
  if (label === null || (label.trim() !== '' && label.length <= LONGEST_LABEL && !/\p{C}/u.test(label))) return label;
  throw new UserError({
    code: 'label-invalid',
    what: 'option --label',
    got: JSON.stringify(label),
    expected: `one line of at most ${LONGEST_LABEL} characters`,
    fix: 'choose another label; it is published',
  });
}
