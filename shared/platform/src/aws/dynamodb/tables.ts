import type { Item, Parameters, Result, SecondaryIndex, Table } from './dynalite.ts';
import { engine, perform, validate } from './dynalite.ts';
import { DynamoDbError, invalid } from './errors.ts';
import {
  indexesSection,
  indexSection,
  itemSection,
  rangeOf,
  tableSection,
  tagSection,
  timeToLiveSection,
} from './keys.ts';
import type { Operation } from './operations.ts';
import { readSession, type State } from './store.ts';
import { type StreamFields, streamFields } from './streams/streamDefinition.ts';

type IndexCreation = Pick<SecondaryIndex, 'IndexName' | 'KeySchema' | 'Projection'>;
type IndexUpdate = { Create?: IndexCreation; Delete?: { IndexName: string }; Update?: unknown };

const itemsPerStep = 500;

/** CreateTable, UpdateTable and DeleteTable, one at a time; each returns when it is done, with the table ACTIVE. */
export const tableOperations = (state: State): Record<string, Operation> => {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn =
    (operation: Operation): Operation =>
    (parameters) => {
      const turn = last.then(() => operation(parameters));
      last = turn.catch(() => undefined);
      return turn;
    };
  return {
    CreateTable: inTurn((parameters) => changeDefinition(state, 'CreateTable', parameters)),
    UpdateTable: inTurn((parameters) => updateTable(state, parameters)),
    DeleteTable: inTurn((parameters) => deleteTable(state, parameters)),
  };
};

/** Finishes what a killed process left half done: tables being deleted, indexes being filled. */
export const finishTables = async (state: State): Promise<void> => {
  for (const name of state.catalogue.names()) {
    const table = state.catalogue.get(name);
    if (table.TableStatus === 'DELETING') await removeTable(state, table);
    else await fillIndexes(state, table);
  }
};

/**
 * Runs dynalite's operation, which stores the definition twice, as it is during the change and as it is afterwards.
 * Only the second is stored here.
 */
const changeDefinition = async (state: State, name: string, parameters: Parameters): Promise<Result> => {
  const { store } = readSession(state);
  const { StreamSpecification } = parameters; // which `validate` removes
  const checked = validate(name, parameters, store);
  let puts = 0;
  const changed = Promise.withResolvers<Table>();
  const tableDb: typeof store.tableDb = {
    ...store.tableDb,
    get: (key, callback) => callback(null, state.catalogue.find(key)),
    put: (_key, table, callback) => {
      puts += 1;
      if (puts === 2) changed.resolve(table as Table);
      callback(null);
    },
  };
  await perform(name, { ...store, tableDb }, checked);
  const changedTable = await changed.promise;
  const table = structuredClone({ ...changedTable, ...streamOf(changedTable, { StreamSpecification }) });
  await save(state, table);
  return { TableDescription: table };
};

const save = async (state: State, table: Table): Promise<void> => {
  state.catalogue.set(table);
  await state.queue.add(new Map([[tableSection + table.TableName, JSON.stringify(table)]]));
};

/** Returns the stream of a request, which dynalite does not support. */
const streamOf = ({ TableArn }: Table, { StreamSpecification }: Parameters): StreamFields => {
  const fields = streamFields(TableArn, StreamSpecification);
  if (!fields) throw invalid('StreamSpecification needs StreamEnabled, and StreamViewType if that is true');
  return fields;
};

/** Enables or disables the stream. Unlike on AWS, the view type of an enabled one can change, and a disabled one is deleted. */
const changeStream = async (state: State, parameters: Parameters): Promise<Result> => {
  const { StreamSpecification: _, LatestStreamArn: __, LatestStreamLabel: ___, ...rest } = tableFor(state, parameters);
  const table: Table = structuredClone({ ...rest, ...streamOf(rest, parameters) });
  await save(state, table);
  if (!state.streams.has(table.TableName)) await state.streams.forget(table.TableName);
  return { TableDescription: table };
};

const tableFor = (state: State, { TableName: name }: Parameters): Table => {
  const table = state.catalogue.find(String(name));
  if (table) return table;
  throw new DynamoDbError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
};

/** dynalite's UpdateTable ignores streams, and indexes that are added or removed; those are done here. */
const updateTable = async (state: State, parameters: Parameters): Promise<Result> => {
  const { StreamSpecification, ...others } = parameters;
  if (StreamSpecification === undefined) return updateIndexes(state, others);
  const result = await changeStream(state, parameters);
  return Object.keys(others).length > 1 ? updateIndexes(state, others) : result;
};

const updateIndexes = async (state: State, parameters: Parameters): Promise<Result> => {
  const updates = (parameters.GlobalSecondaryIndexUpdates ?? []) as IndexUpdate[];
  if (updates.every(({ Create, Delete }) => !Create && !Delete)) {
    return changeDefinition(state, 'UpdateTable', parameters);
  }
  const table = structuredClone(tableFor(state, parameters));
  table.AttributeDefinitions = mergeAttributes(table, parameters);
  for (const { Create, Delete } of updates) {
    if (Create) addIndex(table, Create);
    if (Delete) await removeIndex(state, table, Delete.IndexName);
  }
  const used = new Set(
    [table, ...indexesOf(table)].flatMap(({ KeySchema }) => KeySchema.map((key) => key.AttributeName)),
  );
  table.AttributeDefinitions = table.AttributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName));
  await save(state, table);
  await fillIndexes(state, table);
  return { TableDescription: state.catalogue.get(table.TableName) };
};

const indexesOf = (table: Table): SecondaryIndex[] => [
  ...(table.LocalSecondaryIndexes ?? []),
  ...(table.GlobalSecondaryIndexes ?? []),
];

const mergeAttributes = (table: Table, parameters: Parameters): Table['AttributeDefinitions'] => {
  const given = (parameters.AttributeDefinitions ?? []) as Table['AttributeDefinitions'];
  const all = [...table.AttributeDefinitions, ...given];
  return [...new Map(all.map((attribute) => [attribute.AttributeName, attribute])).values()];
};

const addIndex = (table: Table, { IndexName, KeySchema, Projection }: IndexCreation): void => {
  if (indexesOf(table).some((index) => index.IndexName === IndexName)) {
    throw invalid(`Attempting to create an index which already exists: ${IndexName}`);
  }
  const defined = new Set(table.AttributeDefinitions.map(({ AttributeName }) => AttributeName));
  const missing = KeySchema.find(({ AttributeName }) => !defined.has(AttributeName));
  if (missing) {
    const detail = `Index: ${IndexName}, Key: ${missing.AttributeName}`;
    throw invalid(`One or more parameter values were invalid: Some index key attributes are not defined. ${detail}`);
  }
  table.GlobalSecondaryIndexes = [
    ...(table.GlobalSecondaryIndexes ?? []),
    {
      IndexName,
      KeySchema,
      Projection,
      IndexStatus: 'CREATING',
      IndexArn: `${table.TableArn}/index/${IndexName}`,
      IndexSizeBytes: 0,
      ItemCount: 0,
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
    },
  ];
};

const removeIndex = async (state: State, table: Table, name: string): Promise<void> => {
  const kept = (table.GlobalSecondaryIndexes ?? []).filter(({ IndexName }) => IndexName !== name);
  if (kept.length === (table.GlobalSecondaryIndexes ?? []).length) {
    throw new DynamoDbError('ResourceNotFoundException', `Requested resource not found: Index: ${name} not found`);
  }
  if (kept.length > 0) table.GlobalSecondaryIndexes = kept;
  else delete table.GlobalSecondaryIndexes;
  await save(state, structuredClone(table)); // from here on no write touches the index
  await state.database.clear(rangeOf(indexSection(table.TableName, name)));
};

/**
 * Fills new indexes from existing items. Concurrent writes maintain the index themselves; each step reads its items and queues their
 * entries synchronously, so no step undoes such a write.
 */
const fillIndexes = async (state: State, table: Table): Promise<void> => {
  const created = (table.GlobalSecondaryIndexes ?? []).filter(({ IndexStatus }) => IndexStatus === 'CREATING');
  if (created.length === 0) return;
  const section = itemSection(table.TableName);
  const keys = state.database.keys(rangeOf(section));
  for (let step = await keys.nextv(itemsPerStep); step.length > 0; step = await keys.nextv(itemsPerStep)) {
    await state.queue.add(new Map(step.flatMap((key) => entriesOf(state, table, created, key))));
  }
  await keys.close();
  const active = structuredClone(table);
  for (const index of active.GlobalSecondaryIndexes ?? []) index.IndexStatus = 'ACTIVE';
  await save(state, active);
};

const entriesOf = (state: State, table: Table, indexes: SecondaryIndex[], key: string): [string, string][] => {
  const text = state.queue.latest(key);
  if (text === undefined) return [];
  const item: Item = JSON.parse(text);
  const { puts } = engine.getIndexActions(indexes, null, item, table);
  const primaryKey = engine.createKey(item, table);
  return puts.map((put) => [
    `${indexSection(table.TableName, put.index)}${put.key}/${primaryKey}`,
    JSON.stringify(put.item),
  ]);
};

const deleteTable = async (state: State, parameters: Parameters): Promise<Result> => {
  const table = tableFor(state, validate('DeleteTable', parameters, readSession(state).store));
  const deleting = { ...table, TableStatus: 'DELETING' };
  await save(state, deleting);
  await removeTable(state, deleting);
  return { TableDescription: deleting };
};

/** Removes the table from the catalogue, so that no new write reaches it, then deletes its content and definition. */
const removeTable = async (state: State, { TableName: name }: Table): Promise<void> => {
  state.catalogue.delete(name);
  await state.queue.written();
  for (const section of [itemSection(name), indexesSection(name), tagSection(name)]) {
    await state.database.clear(rangeOf(section));
  }
  await state.streams.forget(name);
  await state.queue.add(
    new Map([
      [tableSection + name, null],
      [timeToLiveSection + name, null],
    ]),
  );
};
