import { fromDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import type { DynamoDBRecord } from 'aws-lambda';
import { type Fall, fallIn } from '../lowStock/lowStock.ts';
import type { Stock } from '../product/stockStore.ts';
import type { ChangedUnits } from '../stockEvents/announceChanges.ts';
import type { StockRecord } from './stockAlert.ts';

/** What a batch of the table's stream says about one variant. */
export type StockRecords = {
  variantId: string;
  records: [StockRecord, ...StockRecord[]];
  /** Whether there may be units to announce. */
  hasRisen: boolean;
  /** Whether its product was put on sale, and with it the product's other variants. */
  isOnSaleAgain: boolean;
  /** Whether the variant no longer exists. */
  isGone: boolean;
  /** When its stock fell to its threshold or below. */
  falls: Fall[];
  /** Its units after the last of these changes, if any has changed them. Not of a variant that no longer exists. */
  changed: ChangedUnits | undefined;
};

type Image = Parameters<typeof fromDynamoDbJson>[0];
const stockIn = (image: unknown): Partial<Stock> => (image ? (fromDynamoDbJson(image as Image) as Stock) : {});

/** Groups a batch of the stream of `Stock` by variant, each in the order of its writes. */
export const stockRecords = (records: DynamoDBRecord[]): StockRecords[] => {
  const variants = new Map<string, StockRecords>();
  for (const { dynamodb } of records) {
    const [before, after] = [stockIn(dynamodb?.OldImage), stockIn(dynamodb?.NewImage)];
    const variantId = after.variantId ?? before.variantId;
    if (variantId === undefined) throw new Error('A record of the stream has no image: it must contain both');
    const sequence = dynamodb?.SequenceNumber ?? '0';
    const at = new Date((dynamodb?.ApproximateCreationDateTime ?? Date.now() / 1000) * 1000).toISOString();
    const fall = fallIn(before, after, { sequence, at });
    const record = {
      ...{ sequence, before: before.available ?? 0, after: after.available ?? 0 },
    };
    const known = variants.get(variantId);
    const isOnSaleAgain = after.sellable === true && before.sellable !== true;
    const hasRisen = record.after > record.before || after.touched !== before.touched || isOnSaleAgain;
    variants.set(variantId, {
      variantId,
      records: known ? [...known.records, record] : [record],
      hasRisen: hasRisen || known?.hasRisen === true,
      isOnSaleAgain: isOnSaleAgain || known?.isOnSaleAgain === true,
      isGone: after.available === undefined && (before.available !== undefined || known?.isGone === true),
      falls: [...(known?.falls ?? []), ...(fall ? [fall] : [])],
      changed: after.available === before.available ? known?.changed : changedUnits(after, { sequence, at }),
    });
  }
  return [...variants.values()];
};

const changedUnits = (
  { variantId, productId = variantId, available }: Partial<Stock>,
  change: Pick<ChangedUnits, 'sequence' | 'at'>,
): ChangedUnits | undefined =>
  variantId === undefined || productId === undefined || available === undefined
    ? undefined
    : { productId, variantId, quantity: available, ...change };
