import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { retryConflicts } from '@ecommerce/shared/conflicts.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import type { OrderableProduct } from '@ecommerce/shared/productFunctions.ts';
import { putOnce, updateOnce, writeId } from '@ecommerce/shared/writeOnce.ts';
import { MAX_LINES, MAX_QUANTITY } from '../order/order.ts';
import { CART_SECONDS, type Cart, firstCartId, lineKey, unexpiredCart } from './cart.ts';

const { CARTS_TABLE } = readEnvironment({ CARTS_TABLE: name });

/** Attempts to create a cart or a line while other requests do the same. */
const ATTEMPTS = 5;

/** Reads the customer's cart consistently; `undefined` if there is none or it has expired. */
export const readCart = async (customerId: string): Promise<Cart | undefined> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: CARTS_TABLE, Key: { customerId }, ConsistentRead: true }),
  );
  return unexpiredCart(Item as Cart | undefined, new Date());
};

/** `add` increases the quantity of the product; `set` replaces it. */
export type LineChange = { product: OrderableProduct; quantity: number; mode: 'add' | 'set' };

/**
 * Changes one line of the cart, in one conditional write, so that concurrent changes from other devices are not lost and no limit is
 * exceeded.
 *
 * @returns the cart after the change
 * @throws DomainError INSUFFICIENT_STOCK (with `quantityAvailable`), CART_FULL, CURRENCY_MISMATCH
 */
export const putLine = async (customerId: string, change: LineChange): Promise<Cart> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (change.quantity > change.product.quantity) throw insufficientStock(change.product);
    const now = new Date();
    const written = await writeLine(customerId, change, now);
    if ('cart' in written) return written.cart;
    const existing = unexpiredCart(written.conflict, now);
    if (existing) throw refusalOf(change, existing);
    const begun = await createCart(customerId, change, now);
    if (begun) return begun;
  }
  throw new DomainError('UNAVAILABLE', 'Several requests are changing the cart at the same time: try again.');
};

const writeLine = (customerId: string, { product, quantity, mode }: LineChange, now: Date) =>
  update({
    Key: { customerId },
    UpdateExpression: `SET #lines.#id = ${mode === 'add' ? 'if_not_exists(#lines.#id, :none) + ' : ''}:quantity,
      about.#id = if_not_exists(about.#id, :about), currency = :currency, ${TOUCH}`,
    ConditionExpression: `expiresAt > :second AND (currency = :currency OR size(#lines) = :none)
      AND ((attribute_not_exists(#lines.#id) AND size(#lines) < :maxLines) OR #lines.#id <= :atMost)`,
    ExpressionAttributeNames: { '#lines': 'lines', '#id': lineKey(product), '#version': 'version' },
    ExpressionAttributeValues: {
      ...touched(now),
      ':none': 0,
      ':quantity': quantity,
      ':about': aboutLine(product, now),
      ':currency': product.currency,
      ':second': Math.floor(now.getTime() / 1000),
      ':maxLines': MAX_LINES,
      ':atMost': mode === 'add' ? Math.min(product.quantity, MAX_QUANTITY) - quantity : MAX_QUANTITY,
    },
  });

/** Creates a cart with one line if there is none, or an expired one. Returns `undefined` if a cart exists by now. */
const createCart = (customerId: string, { product, quantity }: LineChange, now: Date): Promise<Cart | undefined> => {
  const key = lineKey(product);
  const content = { lines: { [key]: quantity }, about: { [key]: aboutLine(product, now) } };
  return putCart({ ...newCart(customerId, now), ...content, currency: product.currency }, now);
};

/** Returns what a new cart has besides its content. */
const newCart = (customerId: string, now: Date) => ({
  customerId,
  cartId: firstCartId(customerId),
  version: 1,
  updatedAt: now.toISOString(),
  expiresAt: expiryOf(now),
});

/** Writes a cart, if there is none or an expired one. */
const putCart = async (cart: Cart, now: Date): Promise<Cart | undefined> => {
  const { written, row } = await putOnce({
    TableName: CARTS_TABLE,
    Item: { ...cart, ...writeId() },
    ConditionExpression: 'attribute_not_exists(customerId) OR expiresAt <= :second',
    ExpressionAttributeValues: { ':second': Math.floor(now.getTime() / 1000) },
  });
  return written ? (row as Cart) : undefined;
};

/**
 * Replaces the content of a cart, if it is still as it was read.
 *
 * @param cart `undefined` if there was none, or an expired one
 * @returns the cart after that; `undefined` if it has changed
 */
export const replaceLines = async (
  customerId: string,
  cart: Cart | undefined,
  content: Required<Pick<Cart, 'lines' | 'about' | 'currency' | 'merges'>>,
): Promise<{ cart: Cart } | undefined> => {
  const now = new Date();
  if (!cart) {
    const begun = await putCart({ ...newCart(customerId, now), ...content }, now);
    return begun && { cart: begun };
  }
  const written = await update({
    Key: { customerId },
    UpdateExpression: `SET #lines = :lines, about = :about, currency = :currency, merges = :merges, ${TOUCH}`,
    ConditionExpression: 'cartId = :seenId AND #version = :seen AND expiresAt > :second',
    ExpressionAttributeNames: { '#lines': 'lines', '#version': 'version' },
    ExpressionAttributeValues: {
      ...touched(now),
      ':lines': content.lines,
      ':about': content.about,
      ':currency': content.currency,
      ':merges': content.merges,
      ':seenId': cart.cartId,
      ':seen': cart.version,
      ':second': Math.floor(now.getTime() / 1000),
    },
  });
  return 'cart' in written ? written : undefined;
};

/** Removes a variant from the cart. Returns the cart afterwards, and whether the variant was in it. */
export const removeLine = async (
  customerId: string,
  variantId: string,
): Promise<{ cart: Cart | undefined; removed: boolean }> => {
  const now = new Date();
  const written = await update({
    Key: { customerId },
    UpdateExpression: `REMOVE #lines.#id, about.#id SET ${TOUCH}`,
    ConditionExpression: 'attribute_exists(#lines.#id) AND expiresAt > :second',
    ExpressionAttributeNames: { '#lines': 'lines', '#id': variantId, '#version': 'version' },
    ExpressionAttributeValues: { ...touched(now), ':second': Math.floor(now.getTime() / 1000) },
  });
  if ('cart' in written) return { cart: written.cart, removed: true };
  return { cart: unexpiredCart(written.conflict, now), removed: false };
};

/** Empties the cart. Returns the empty cart, or `undefined` if there was none. */
export const clearCart = async (customerId: string): Promise<Cart | undefined> => {
  const { TableName: _, ...emptying } = emptyCartUpdate(customerId, new Date());
  const written = await update({ ...emptying, ConditionExpression: 'attribute_exists(customerId)' });
  return 'cart' in written ? written.cart : undefined;
};

/** Deletes a customer's cart, if there is one. */
export const deleteCart = async (customerId: string): Promise<void> => {
  const command = new DeleteCommand({ TableName: CARTS_TABLE, Key: { customerId } });
  await retryConflicts(() => dynamodb.send(command));
};

/** Returns the update that empties a cart and gives it a new id, also usable in a transaction. */
export const emptyCartUpdate = (customerId: string, now: Date) => ({
  TableName: CARTS_TABLE,
  Key: { customerId },
  UpdateExpression: `SET #lines = :empty, about = :empty, cartId = :cartId, ${TOUCH}`,
  ExpressionAttributeNames: { '#lines': 'lines', '#version': 'version' },
  ExpressionAttributeValues: { ...touched(now), ':empty': {}, ':cartId': randomUUID() },
});

/** Part of every change: increments the version and extends the expiry. */
const TOUCH = '#version = #version + :one, updatedAt = :now, expiresAt = :expiresAt';

const touched = (now: Date) => ({ ':one': 1, ':now': now.toISOString(), ':expiresAt': expiryOf(now) });

const expiryOf = (now: Date): number => Math.floor(now.getTime() / 1000) + CART_SECONDS;

/** Returns what a cart keeps of a product besides its quantity. */
export const aboutLine = ({ id, variantId, productName }: OrderableProduct, now: Date): Cart['about'][string] => ({
  name: productName,
  addedAt: now.toISOString(),
  ...(variantId === undefined ? {} : { productId: id }),
});

/** Returns the cart after the update, or the row that did not meet the condition. */
const update = async (
  input: Omit<Parameters<typeof updateOnce>[0], 'TableName'>,
): Promise<{ cart: Cart } | { conflict: Cart | undefined }> => {
  const { written, row } = await updateOnce({ ...input, TableName: CARTS_TABLE });
  return written ? { cart: row as Cart } : { conflict: row as Cart | undefined };
};

const insufficientStock = ({ quantity }: OrderableProduct): DomainError =>
  new DomainError('INSUFFICIENT_STOCK', 'Insufficient stock available', { quantityAvailable: quantity });

/** Returns why the current cart does not accept the line. */
const refusalOf = ({ product, quantity, mode }: LineChange, { lines, currency }: Cart): DomainError => {
  const count = Object.keys(lines).length;
  const held = lines[lineKey(product)];
  if (count > 0 && currency !== product.currency) {
    return new DomainError('CURRENCY_MISMATCH', 'The cart holds products that are priced in another currency.');
  }
  if (held === undefined) return new DomainError('CART_FULL', `The cart has ${count} lines already.`);
  if (mode === 'add' && held + quantity > MAX_QUANTITY) {
    return new DomainError('CART_FULL', `The cart holds at most ${MAX_QUANTITY} of one product.`);
  }
  return insufficientStock(product);
};
