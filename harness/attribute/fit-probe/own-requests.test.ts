import { expect, it } from 'vitest';
import { type CountedStep, ownRequests } from './own-requests.ts';

/** Eight calls, as a tracepoint counted them on a 9P mount whose files lie below two directories. */
const STEP: CountedStep = {
  counted: {},
  calls: 8,
  onDescriptor: true,
  opening: { Twalk: 4, Tgetattr: 3, Tlopen: 1, Tclunk: 4 },
  warmingReads: 0,
};

it.each<[string, Partial<CountedStep>, Record<string, number>]>([
  [
    'a read of three messages',
    { counted: { Twalk: 0.5, Tgetattr: 0.375, Tlopen: 0.125, Tclunk: 0.5, Tread: 3.375 }, warmingReads: 3 },
    { Tread: 3 },
  ],
  ['a read that the page cache answers', { counted: { LOOKUP: 0.25, OPEN: 0.125, READ: 0.125 }, warmingReads: 1 }, {}],
  ['an fstat', { counted: { Twalk: 0.5, Tgetattr: 1.375, Tlopen: 0.125, Tclunk: 0.5 } }, { Tgetattr: 1 }],
  [
    'a write that asks for an attribute first',
    { counted: { Twalk: 0.5, Tgetattr: 0.375, Twrite: 1, Txattrwalk: 1 } },
    { Twrite: 1, Txattrwalk: 1 },
  ],
  ['a stat, which opens nothing', { onDescriptor: false, counted: { LOOKUP: 3, GETATTR: 0.5 } }, { LOOKUP: 3, GETATTR: 0.5 }],
  ['nothing at all', {}, {}],
])('%s has the requests of its own calls', (_, step, own) => {
  expect(ownRequests({ ...STEP, ...step })).toEqual(own);
});

it('without a count of opening, attributes that opening asked for stay with the calls', () => {
  expect(ownRequests({ ...STEP, opening: null, counted: { Tgetattr: 1.375 } })).toEqual({ Tgetattr: 1.375 });
});
