import type { Condition, Kind } from '../store.ts';
import { invalid, noSuch } from './apiError.ts';
import { type Operation, ok } from './operation.ts';
import { optionalInteger, optionalText, type Params, text, textList } from './params.ts';

export const listParams = ['limit', 'starting_after', 'ending_before', 'created', 'expand'];
export const searchParams = ['query', 'limit', 'page', 'expand'];

/**
 * Creates the operation that lists one kind of object, newest first, page by page.
 *
 * @see https://docs.stripe.com/api/pagination
 */
export const listOf =
  (kind: Kind, url: string): Operation =>
  ({ store, params }) => {
    const limit = pageLength(params);
    const after = optionalText(params, 'starting_after');
    const before = optionalText(params, 'ending_before');
    const place = (id: string, param: string): Condition['values'] => {
      if (store.find(kind, id) === undefined) throw noSuch(kind, id, param, 400);
      return [id];
    };
    const beyond = (sign: '<' | '>') => `seq ${sign} (SELECT seq FROM objects WHERE id = ?)`;
    const conditions: Condition[] = [
      ...filtersIn(params),
      ...(after === undefined ? [] : [{ sql: beyond('<'), values: place(after, 'starting_after') }]),
      ...(before === undefined ? [] : [{ sql: beyond('>'), values: place(before, 'ending_before') }]),
    ];
    // The page before an object (`ending_before`) is the end of everything newer.
    const found = before === undefined ? store.list(kind, conditions, limit + 1) : store.list(kind, conditions);
    const data = before === undefined ? found.slice(0, limit) : found.slice(-limit);
    return ok({ object: 'list', data, has_more: found.length > limit, url });
  };

const filtersIn = (params: Params): Condition[] => {
  const payment = optionalText(params, 'payment_intent');
  const types = [...textList(params, 'types'), ...(typeof params.type === 'string' ? [params.type] : [])];
  return [
    ...(payment === undefined ? [] : [{ sql: 'payment_intent = ?', values: [payment] }]),
    ...(typeof params.charge === 'string'
      ? [{ sql: `json_extract(object, '$.charge') = ?`, values: [params.charge] }]
      : []),
    ...(types.length === 0
      ? []
      : [{ sql: `json_extract(object, '$.type') IN (${types.map(() => '?').join(', ')})`, values: types }]),
    ...createdIn(params),
  ];
};

const signs: Readonly<Record<string, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

const createdIn = ({ created }: Params): Condition[] => {
  if (created === undefined) return [];
  const bounds = typeof created === 'string' ? { exactly: created } : created;
  return Object.keys(bounds).map((name) => ({
    sql: `json_extract(object, '$.created') ${signs[name] ?? '='} ?`,
    values: [optionalInteger(bounds, name, 0) ?? 0],
  }));
};

/**
 * Finds payments by a query such as `metadata['orderId']:'1' AND status:'succeeded'`. Unlike Stripe's, the search sees every write at
 * once.
 *
 * @see https://docs.stripe.com/search#search-query-language
 */
export const searchPaymentIntents: Operation = ({ store, params }) => {
  const limit = pageLength(params);
  const query = text(params, 'query');
  const skipped = Number(optionalText(params, 'page') ?? 0);
  const found = store.list('payment_intent', query.split(/\s+AND\s+/i).map(clauseOf));
  const data = found.slice(skipped, skipped + limit);
  const next = skipped + limit < found.length ? String(skipped + limit) : null;
  return ok({
    object: 'search_result',
    data,
    has_more: next !== null,
    next_page: next,
    url: '/v1/payment_intents/search',
  });
};

const pageLength = (params: Params): number => {
  const limit = optionalInteger(params, 'limit') ?? 10;
  if (limit <= 100) return limit;
  throw invalid('This value must be less than or equal to 100.', { code: 'parameter_invalid_integer', param: 'limit' });
};

const inMetadata = /^metadata\[(["'])([\w-]{1,40})\1\]\s*:\s*(["'])(.*)\3$/;
const inField = /^(status|currency|amount|created)\s*(:|>=|<=|>|<)\s*(["']?)([\w-]+)\3$/;

/** @throws {ApiError} for a clause that the provider does not support */
const clauseOf = (clause: string): Condition => {
  const [, , key, , value] = inMetadata.exec(clause.trim()) ?? [];
  if (key !== undefined && value !== undefined)
    return { sql: `json_extract(object, '$.metadata.${path(key)}') = ?`, values: [value] };
  const [, field, sign, , wanted] = inField.exec(clause.trim()) ?? [];
  if (field === undefined || wanted === undefined)
    throw invalid(`The test payment provider does not understand the search query at: ${clause}`, { param: 'query' });
  const isNumber = field === 'amount' || field === 'created';
  return {
    sql: `json_extract(object, '$.${field}') ${sign === ':' ? '=' : sign} ?`,
    values: [isNumber ? Number(wanted) : wanted],
  };
};

/** Quotes a key only where JSON paths require it: the index of orders uses the plain form. */
const path = (key: string): string => (/^[A-Za-z]\w*$/.test(key) ? key : `"${key}"`);
