import { PARAMETER_NAMES, PARAMETERS } from '../../dist/harness/model/path/parameters.js';
import { code, table } from './markdown.mjs';

/** Every number of the model that is not counted: what it is, why, and what would tell. */
export function parameterTable() {
  return table(
    ['parameter', 'value', 'prior', 'unit', 'varies', 'meaning', 'source', 'identified by', 'part of'],
    PARAMETER_NAMES.map((name) => {
      const { value, prior, unit, family, cv, meaning, source, identifiedBy, partOf } = PARAMETERS[name];
      const varies = family === 'deterministic' ? 'no' : `${family}, cv ${cv}`;
      const range = prior.map(String).join(' to ');
      return [
        code(name),
        String(value),
        range,
        unit,
        varies,
        meaning,
        source,
        identifiedBy,
        partOf === null ? '–' : code(partOf),
      ];
    }),
  );
}

const SUM_MEANINGS = {
  request: 'time of a small request',
  mapping: 'time of a page in it',
  byte: 'time of a byte in it',
  contention: 'time of a lock that others want',
};

/** What stays merged with what, as long as there are latencies only. */
export function sumTable() {
  return table(
    ['sum', 'what latencies tell', 'made of'],
    Object.entries(SUM_MEANINGS).map(([sum, meaning]) => {
      const members = PARAMETER_NAMES.filter((name) => PARAMETERS[name].partOf === sum);
      if (members.length === 0) throw new Error(`nothing is part of ${sum}`);
      return [code(sum), meaning, members.map(code).join(' + ')];
    }),
  );
}
