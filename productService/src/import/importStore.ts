import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { putOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import type { RefusedLine } from '../productCsv/importedProduct.ts';
import { MAX_REFUSED, type ProductImport } from './productImport.ts';

const { PRODUCT_FILES_TABLE: TableName } = readEnvironment({ PRODUCT_FILES_TABLE: name });

/** Reads an import, consistently. */
export const readImport = async (id: string): Promise<ProductImport | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }));
  return Item as ProductImport | undefined;
};

/** Writes a new import, unless one with its id exists. Returns the one that is there then. */
export const putImportOnce = async (Item: ProductImport): Promise<ProductImport> => {
  const { written, row } = await putOnce({ TableName, Item, ConditionExpression: 'attribute_not_exists(id)' });
  return written ? Item : (row as ProductImport);
};

/** A change of an import's row that is not over yet, and goes on from where the caller saw it. */
type ImportUpdate = { set: Partial<ProductImport>; seen: Pick<ProductImport, 'id' | 'position'> };

/**
 * Changes an import, unless it is over or another run has gone on with it.
 *
 * @returns the row after it; `undefined` if it was not changed
 */
export const updateImport = async ({ set, seen }: ImportUpdate): Promise<ProductImport | undefined> => {
  const fields = Object.entries({ ...set, updatedAt: new Date().toISOString() });
  const { written, row } = await updateOnce({
    TableName,
    Key: { id: seen.id },
    UpdateExpression: `SET ${fields.map(([field]) => `#${field} = :${field}`).join(', ')}`,
    ConditionExpression: '#position = :seen AND #status IN (:waiting, :running)',
    ExpressionAttributeNames: {
      ...Object.fromEntries(fields.map(([field]) => [`#${field}`, field])),
      ...{ '#position': 'position', '#status': 'status' },
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(fields.map(([field, value]) => [`:${field}`, value])),
      ...{ ':seen': seen.position, ':waiting': 'waiting', ':running': 'running' },
    },
  });
  return written ? (row as ProductImport) : undefined;
};

/** What a part of the file's products, or of their pictures, has come to: how many are there, and how many the part names. */
export type PartResult = {
  products: number;
  lines: number;
  refused: RefusedLine[];
  pictures?: number;
  picturesNamed?: number;
};

/** Records that the next products of an import are done. @returns the row; `undefined` if another run has gone on with it */
export const recordPart = (
  { id, position, done, refused, refusedRows, pictures = 0, picturesLeft }: ProductImport,
  part: PartResult,
): Promise<ProductImport | undefined> =>
  updateImport({
    seen: { id, position },
    set: {
      position: position + part.products,
      done: done + part.lines,
      refusedRows: refusedRows + part.refused.length,
      starts: 0,
      ...(part.pictures === undefined ? {} : { pictures: pictures + part.pictures }),
      ...(picturesLeft === undefined ? {} : { picturesLeft: picturesLeft - (part.picturesNamed ?? 0) }),
      ...(refused.length < MAX_REFUSED && part.refused.length > 0
        ? { refused: [...refused, ...part.refused].slice(0, MAX_REFUSED) }
        : {}),
    },
  });

/** Variants whose stock was as in the file when a part began: sales since then are not undone by a repetition of the part. */
type Counted = { position: number; variantIds: string[] };

const countedKey = (id: string) => `${id}#counted`;

/** Returns which variants had the stock of the file when the part at a position began; `undefined` if it has not begun before. */
export const readCounted = async ({ id, position }: ProductImport): Promise<Set<string> | undefined> => {
  const Key = { id: countedKey(id) };
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  const counted = Item as Counted | undefined;
  return counted?.position === position ? new Set(counted.variantIds) : undefined;
};

/**
 * Records which variants have the stock of the file as the part at a position begins. The first of several runs decides.
 *
 * @returns those that count
 */
export const recordCounted = async (
  { id, position, expiresAt }: ProductImport,
  variantIds: string[],
): Promise<Set<string>> => {
  const counted: Counted = { position, variantIds };
  const { written, row } = await putOnce({
    TableName,
    Item: { id: countedKey(id), ...counted, expiresAt },
    ConditionExpression: 'attribute_not_exists(id) OR #position < :position',
    ExpressionAttributeNames: { '#position': 'position' },
    ExpressionAttributeValues: { ':position': position },
  });
  return new Set(written ? variantIds : (row as Counted).variantIds);
};
