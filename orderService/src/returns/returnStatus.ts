import { DomainError } from '@ecommerce/shared/errors.ts';
import type { Edit } from '../order/orderEdit.ts';
import type { OrderReturn } from '../order/orderReturn.ts';
import type { StoredOrder } from '../order/orderStore.ts';

/** The change that writes an order's returns. The attribute is a reserved word of DynamoDB's. */
export const setReturns = (returns: OrderReturn[]): ReturnType<Edit['plan']> & object => ({
  set: { '#returns': returns },
  names: { '#returns': 'returns' },
});

/** The returns of an order, one of them changed. */
export const withReturn = ({ returns = [] }: Pick<StoredOrder, 'returns'>, changed: OrderReturn): OrderReturn[] =>
  returns.map((one) => (one.id === changed.id ? changed : one));

/** @throws DomainError NOT_FOUND */
export const findReturn = ({ returns = [] }: Pick<StoredOrder, 'returns'>, returnId: string): OrderReturn => {
  const found = returns.find(({ id }) => id === returnId);
  if (found) return found;
  throw new DomainError('NOT_FOUND', 'There is no such return.');
};

/** @throws DomainError RETURN_NOT_OPEN unless the return has this status */
export const requireStatus = ({ status }: OrderReturn, required: OrderReturn['status']): void => {
  if (status === required) return;
  throw new DomainError('RETURN_NOT_OPEN', `The return is ${status}, not ${required}.`);
};
