import type { Refusal } from '../core/comparison.ts';
import type { RunRecord } from '../core/run-record.ts';
import { environmentOf } from './compared-run.ts';

/** What makes a comparison meaningless, whatever its figures say. */
export function refusalsOf(base: readonly RunRecord[], candidate: readonly RunRecord[]): Refusal[] {
  return [emulatedAndReal([...base, ...candidate]), otherPresets(base, candidate), otherInputs(base, candidate)].filter(
    (refusal) => refusal !== null,
  );
}

function emulatedAndReal(records: readonly RunRecord[]): Refusal | null {
  const emulated = records.filter((record) => environmentOf(record)?.emulated === true).length;
  if (emulated === 0 || emulated === records.length) return null;
  return {
    code: 'emulated-and-real',
    message: `${emulated} of ${records.length} runs come from an emulated processor, whose times are not those of a real one`,
  };
}

function otherPresets(base: readonly RunRecord[], candidate: readonly RunRecord[]): Refusal | null {
  const left = presetsOf(base);
  const right = presetsOf(candidate);
  const different = [...left].flatMap(([workload, presets]) => {
    const others = right.get(workload);
    const isCommon = others === undefined || [...presets].some((preset) => others.has(preset));
    return isCommon ? [] : [`${workload}: ${[...presets].join(', ')} against ${[...others].join(', ')}`];
  });
  return different.length === 0 ? null : { code: 'other-presets', message: `other amounts of work: ${different.join('; ')}` };
}

function presetsOf(records: readonly RunRecord[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { plan } of records)
    for (const { workload, preset } of plan.trials) found.set(workload, (found.get(workload) ?? new Set()).add(preset));
  return found;
}

/** The same workload and preset made from other bytes: another generator, repository or project. */
function otherInputs(base: readonly RunRecord[], candidate: readonly RunRecord[]): Refusal | null {
  const left = inputsOf(base);
  const right = inputsOf(candidate);
  const different = [...left].flatMap(([name, sums]) => {
    const others = right.get(name);
    return others === undefined || (sums.size === 1 && others.size === 1 && [...sums][0] === [...others][0]) ? [] : [name];
  });
  return different.length === 0
    ? null
    : { code: 'other-inputs', message: `other inputs (by their sums): ${different.join(', ')}` };
}

function inputsOf(records: readonly RunRecord[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { inputs } of records)
    for (const { workload, preset, name, sha256 } of inputs) {
      const key = `${workload} ${preset} ${name}`;
      found.set(key, (found.get(key) ?? new Set()).add(sha256));
    }
  return found;
}
