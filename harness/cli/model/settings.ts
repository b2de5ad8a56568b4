import type { Json } from '../../core/json.ts';
import type { Axis, Setting } from '../../model/sweep/grid.ts';
import { badOption } from '../option-values.ts';

/** `--set work.clients=16`. Of two mentions of a field the last one counts. */
export function parseSettings(texts: readonly string[], command: string): Setting[] {
  return lastOfEach(texts.map((text) => ({ path: pathOf(text, command), value: jsonOrText(afterSign(text)) })));
}

/** `--set work.clients=1,2,4`, or a list in JSON. */
export function parseAxes(texts: readonly string[], command: string): Axis[] {
  return lastOfEach(texts.map((text) => ({ path: pathOf(text, command), values: distinct(listOf(text, command)) })));
}

function pathOf(text: string, command: string): string {
  const path = text.slice(0, Math.max(0, text.indexOf('=')));
  if (/^[^.\s]+(\.[^.\s]+)*$/.test(path) && afterSign(text) !== '') return path;
  throw badOption('--set', JSON.stringify(text), 'a field and its value, such as work.clients=16', command);
}

function afterSign(text: string): string {
  return text.slice(text.indexOf('=') + 1);
}

/** Words need no quotes. */
function jsonOrText(text: string): Json {
  return jsonIn(text) ?? (text.trim() === 'null' ? null : text);
}

function listOf(text: string, command: string): readonly Json[] {
  const values = afterSign(text);
  const [given] = [jsonIn(values), jsonIn(`[${values}]`), values.split(',').map((word) => jsonOrText(word.trim()))].filter(
    Array.isArray,
  );
  const list: readonly Json[] = given ?? [];
  if (list.length > 0 && !list.includes('')) return list;
  throw badOption('--set', JSON.stringify(text), 'a field and its values, such as work.clients=1,2,4', command);
}

/** Null for what is no JSON, and for null itself. */
function jsonIn(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function distinct(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function lastOfEach<T extends { readonly path: string }>(given: readonly T[]): T[] {
  return [...new Map(given.map((one) => [one.path, one])).values()];
}
