import type { Item, Parameters, Result } from './dynalite.ts';
import { performAtOnce, validate } from './dynalite.ts';
import { invalid } from './errors.ts';
import { itemSection, rangeOf, timeToLiveSection } from './keys.ts';
import type { Operation } from './operations.ts';
import { readSession, type State, writeSession } from './store.ts';

type Specification = { Enabled: boolean; AttributeName: string };

const itemsPerStep = 500;
const fiveYears = 5 * 365 * 24 * 60 * 60;

/**
 * UpdateTimeToLive and DescribeTimeToLive.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 */
export const timeToLiveOperations = (state: State): Record<string, Operation> => ({
  UpdateTimeToLive: (parameters) => update(state, parameters),
  DescribeTimeToLive: (parameters) => describe(state, parameters),
});

const specificationOf = (state: State, table: string): Specification | undefined => {
  const text = state.queue.latest(timeToLiveSection + table);
  return text === undefined ? undefined : JSON.parse(text);
};

const update = async (state: State, parameters: Parameters): Promise<Result> => {
  const table = state.catalogue.get(String(parameters.TableName)).TableName;
  const { Enabled, AttributeName } = (parameters.TimeToLiveSpecification ?? {}) as Partial<Specification>;
  if (typeof Enabled !== 'boolean' || typeof AttributeName !== 'string' || AttributeName === '') {
    throw invalid('TimeToLiveSpecification needs Enabled and AttributeName');
  }
  const current = specificationOf(state, table);
  if (Enabled && current) throw invalid(alreadyEnabled(current, AttributeName));
  if (!Enabled && !current) throw invalid('TimeToLive is already disabled');
  const specification = { Enabled, AttributeName };
  const text = Enabled ? JSON.stringify(specification) : null;
  await state.queue.add(new Map([[timeToLiveSection + table, text]]));
  return { TimeToLiveSpecification: specification };
};

const alreadyEnabled = (current: Specification, attribute: string): string =>
  current.AttributeName === attribute
    ? 'TimeToLive is already enabled'
    : `TimeToLive is active on a different AttributeName: current AttributeName is ${current.AttributeName}`;

const describe = async (state: State, parameters: Parameters): Promise<Result> => {
  const { store } = readSession(state);
  const { TableName } = validate('DescribeTimeToLive', parameters, store);
  const table = state.catalogue.get(String(TableName)).TableName;
  const current = specificationOf(state, table);
  if (!current) return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
  return { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: current.AttributeName } };
};

/**
 * Deletes the items whose time, in seconds since 1970, has passed; a time more than five years ago counts as a mistake, as on AWS.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export const deleteExpired = async (state: State, now: number): Promise<void> => {
  for (const table of state.catalogue.names()) {
    const specification = specificationOf(state, table);
    if (specification) await sweep(state, table, specification.AttributeName, now / 1000);
  }
};

const sweep = async (state: State, table: string, attribute: string, seconds: number): Promise<void> => {
  const mark = `${JSON.stringify(attribute)}:{"N":`; // avoids parsing items without the attribute
  const items = state.database.iterator(rangeOf(itemSection(table)));
  for (let step = await items.nextv(itemsPerStep); step.length > 0; step = await items.nextv(itemsPerStep)) {
    const marked = step.filter(([, text]) => text.includes(mark));
    await Promise.all(marked.map(([key]) => deleteIfExpired(state, table, key, attribute, seconds)));
  }
  await items.close();
};

/** Checks the item again and deletes it synchronously: it may have been renewed since the list was read. */
const deleteIfExpired = async (
  state: State,
  name: string,
  key: string,
  attribute: string,
  seconds: number,
): Promise<void> => {
  const text = state.queue.latest(key);
  const table = state.catalogue.find(name);
  if (text === undefined || !table) return;
  const item: Item = JSON.parse(text);
  const expires = Number(item[attribute]?.N);
  if (!(expires < seconds && expires > seconds - fiveYears)) return;
  const session = writeSession(state, {}, true);
  const Key = Object.fromEntries(table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
  performAtOnce('DeleteItem', session.store, { TableName: name, Key });
  await state.queue.add(session.changes);
};
