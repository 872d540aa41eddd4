import { DomainError, type Issue, invalidInput } from '@ecommerce/shared/errors.ts';
import { arrayUpTo } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { type LineQuantity, lineOf } from './fulfilment.ts';
import { MAX_LINES, type OrderItem, ProductId, Quantity } from './order.ts';

/** Units of an order's lines, as a body names them. */
export const RequestedItems = arrayUpTo(
  MAX_LINES,
  z.strictObject({ productId: ProductId, variantId: ProductId.optional(), quantity: Quantity }),
  1,
);

type Requested = z.infer<typeof RequestedItems>[number];

/**
 * Checks requested units against an order's lines.
 *
 * @param available how many units of a line there are to be had
 * @param verb what happens to them, for the message
 * @throws DomainError INVALID_INPUT for a product that was not ordered, or is named twice; QUANTITY_TOO_LARGE; both name the field
 */
export const matchItems = (
  requested: readonly Requested[],
  lines: readonly OrderItem[],
  available: (line: OrderItem) => number,
  verb: string,
): LineQuantity[] => {
  const matched = requested.map((item) => ({ quantity: item.quantity, candidates: lines.filter(isNamedBy(item)) }));
  const issues = matched.flatMap(({ candidates: [line, other] }, index): Issue[] => {
    if (!line) return [{ path: `items.${index}.productId`, message: 'is not in this order' }];
    if (other)
      return [{ path: `items.${index}.variantId`, message: 'is needed: the order has several of its variants' }];
    const isRepeated = matched.findIndex(({ candidates }) => candidates[0] === line) < index;
    return isRepeated ? [{ path: `items.${index}.productId`, message: 'is named twice' }] : [];
  });
  if (issues.length > 0) throw invalidInput(issues);
  const items = matched.flatMap(({ candidates, quantity }) => candidates.map((line) => ({ line, quantity })));
  const tooLarge = items.flatMap(({ line, quantity }, index): Issue[] => {
    const left = available(line);
    if (quantity <= left) return [];
    return [
      { path: `items.${index}.quantity`, message: left > 0 ? `must be at most ${left}` : `none is left to be ${verb}` },
    ];
  });
  if (tooLarge.length > 0) throw quantityTooLarge(tooLarge);
  return items.map(({ line, quantity }) => ({ ...lineOf(line), quantity }));
};

const isNamedBy =
  ({ productId, variantId }: Requested) =>
  (line: OrderItem): boolean =>
    line.productId === productId && (variantId === undefined || variantId === (line.variantId ?? line.productId));

const quantityTooLarge = (issues: Issue[]): DomainError =>
  new DomainError('QUANTITY_TOO_LARGE', issues.map(({ path, message }) => `${path}: ${message}`).join('; '), {
    issues,
  });
