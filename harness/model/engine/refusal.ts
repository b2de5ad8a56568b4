import { UserError } from '../../core/errors.ts';

/** Of a network that cannot be simulated. */
export function refused(what: string, got: string, expected: string): UserError {
  return new UserError({ code: 'model-network', what, got, expected, fix: 'correct the configuration of the model' });
}
