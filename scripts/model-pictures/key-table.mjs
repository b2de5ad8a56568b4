import { z } from 'zod';
import { configurationSchema } from '../../dist/harness/model/path/configuration.js';
import { KEY_MEANINGS } from './key-meanings.mjs';
import { code, table } from './markdown.mjs';

/** The fields of a configuration with values and defaults, read from its schema; what each means is in `key-meanings.mjs`. */
export function keyTable() {
  const fields = fieldsOf(z.toJSONSchema(configurationSchema, { io: 'input', unrepresentable: 'any' }));
  const unknown = Object.keys(KEY_MEANINGS).filter((path) => !fields.has(path));
  if (unknown.length > 0) throw new Error(`key-meanings.mjs describes ${unknown.join(', ')}, which no configuration has`);
  return table(
    ['key', 'values', 'default', 'meaning'],
    [...fields].map(([path, { values, defaults, transports }]) => {
      const meaning = KEY_MEANINGS[path];
      if (meaning === undefined) throw new Error(`key-meanings.mjs says nothing about ${path}`);
      const where = transports.size === 3 ? '' : `${[...transports].join(', ')}: `;
      return [code(path), [...values].join(', '), defaultsText(defaults), `${where}${meaning}`];
    }),
  );
}

function defaultsText(defaults) {
  if (defaults.size === 1) return [...defaults.keys()].join();
  return [...defaults].map(([text, transports]) => `${text} (${[...transports].join(', ')})`).join(', ');
}

/** @returns {Map<string, { values: Set<string>, defaults: Map<string, Set<string>>, transports: Set<string> }>} */
function fieldsOf({ oneOf: transports }) {
  const fields = new Map();
  for (const variant of transports) addObject(variant, '', variant.properties.transport.const, fields);
  return fields;
}

/** What the whole object is by default counts for its fields. */
function addObject({ properties, required = [], default: whole }, prefix, transport, fields) {
  for (const [key, schema] of Object.entries(properties)) {
    const own = whole?.[key] === undefined ? schema : { ...schema, default: whole[key] };
    addField(own, `${prefix}${key}`, transport, { isRequired: required.includes(key) && own.default === undefined, fields });
  }
}

function addField(schema, path, transport, { isRequired, fields }) {
  const variants = (schema.oneOf ?? schema.anyOf ?? [schema]).filter(({ type }) => type !== 'null');
  const plain = variants.filter(({ type }) => type !== 'object' && type !== 'array');
  const field = fields.get(path) ?? { values: new Set(), defaults: new Map(), transports: new Set() };
  field.transports.add(transport);
  for (const variant of plain) for (const value of valuesOf(variant)) field.values.add(value);
  for (const text of defaultOf(schema, isRequired))
    field.defaults.set(text, new Set([...(field.defaults.get(text) ?? []), transport]));
  if (plain.length > 0 || variants.some(isFreeObject)) fields.set(path, field);
  for (const { type, properties, required, items } of variants) {
    if (type === 'object' && properties !== undefined)
      addObject({ properties, required, default: schema.default }, `${path}.`, transport, fields);
    if (type === 'array') addObject(items, `${path}[].`, transport, fields);
  }
}

/** Its keys are not listed one by one. */
function isFreeObject({ type, properties }) {
  return type === 'object' && properties === undefined;
}

/** Limits that only say that numbers of JavaScript end somewhere are no limits. */
function valuesOf({ type, const: constant, enum: choices, minimum, exclusiveMinimum, maximum }) {
  if (constant !== undefined) return [code(constant)];
  if (choices !== undefined) return choices.map(code);
  if (type !== 'integer' && type !== 'number') return [type ?? 'object'];
  const least = minimum ?? (type === 'integer' ? exclusiveMinimum + 1 : exclusiveMinimum);
  const from = minimum === undefined && type === 'number' ? `above ${least}` : `from ${least}`;
  const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
  return [`${type === 'integer' ? 'whole, ' : ''}${from}${most}`];
}

function defaultOf({ default: value }, isRequired) {
  if (isRequired) return ['required'];
  if (value === null) return [code('null')];
  return value === undefined || typeof value === 'object' ? [] : [code(value)];
}
