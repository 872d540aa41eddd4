import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { type Line, stockKeysOf, variantOf } from './stockReservation.ts';

const { STOCK_TABLE } = readEnvironment({ STOCK_TABLE: name });

type Update = NonNullable<NonNullable<TransactWriteCommandInput['TransactItems']>[number]['Update']>;

/** The update of one row of the table `Stock`, by its key. */
export type StockUpdate = { key: string; update: Update };

/** Returns the updates that take the units of `lines`, if their products are on sale and have enough. Each line is of another variant. */
export const takenUnits = (lines: Line[]): StockUpdate[] =>
  stockUpdates(lines, {
    sign: '-',
    ofProduct: 'sellable = :true',
    ofVariant: 'available >= :units',
    values: { ':true': true },
  });

/** Returns the updates that put the units of `lines` back, if the variants still exist. Each line is of another variant. */
export const returnedUnits = (lines: Line[]): StockUpdate[] =>
  stockUpdates(lines, {
    sign: '+',
    ofProduct: 'attribute_exists(variantId)',
    ofVariant: 'attribute_exists(available)',
    values: {},
  });

type Change = {
  sign: '+' | '-';
  /** The conditions on the product's row, and on the variant's. They may be the same row. */
  ofProduct: string;
  ofVariant: string;
  /** What the condition on the product needs. */
  values: Record<string, unknown>;
};

const stockUpdates = (lines: Line[], { sign, ofProduct, ofVariant, values }: Change): StockUpdate[] => {
  const ofLine = new Map(lines.map((line) => [variantOf(line), line.quantity]));
  const ofAll = new Map<string, number>();
  for (const { productId, quantity } of lines) ofAll.set(productId, (ofAll.get(productId) ?? 0) + quantity);
  return stockKeysOf(lines).map((key) => {
    const units = ofLine.get(key);
    const all = ofAll.get(key);
    const sets = [
      ...(units === undefined ? [] : [`available = available ${sign} :units`]),
      ...(all === undefined ? [] : [`units = if_not_exists(units, available) ${sign} :all`]),
    ];
    const conditions = [...(all === undefined ? [] : [ofProduct]), ...(units === undefined ? [] : [ofVariant])];
    return {
      key,
      update: {
        TableName: STOCK_TABLE,
        Key: { variantId: key },
        UpdateExpression: `SET ${sets.join(', ')}`,
        ConditionExpression: conditions.join(' AND '),
        ExpressionAttributeValues: {
          ...(units === undefined ? {} : { ':units': units }),
          ...(all === undefined ? {} : { ':all': all, ...values }),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      },
    };
  });
};
