/** An order's row, as far as its statuses leave marks in it. */
export type MarkedRow = {
  orderId: string;
  status: string;
  shippedAt?: string;
  endedAt?: string;
  fulfilments?: { id: string; deliveredAt?: string }[];
  returns?: { id: string; status: string; decidedAt?: string; receivedAt?: string }[];
  payment?: { capturedAmount: number; paidAt?: string };
};

/** The marks that an order's statuses have left fit together: only legal transitions lead there. */
export const stateProblems = (order: MarkedRow): string[] => {
  const { orderId, status, shippedAt, endedAt, fulfilments = [], returns = [], payment } = order;
  const hasEnded = ['rejected', 'cancelled'].includes(status);
  const rules: [string, boolean][] = [
    ['ships and was never confirmed', status !== 'shipping' || shippedAt !== undefined],
    ['was rejected and had shipped', status !== 'rejected' || shippedAt === undefined],
    ['has not ended and has an end', hasEnded === (endedAt !== undefined)],
    ['has a parcel that left', fulfilments.length === 0 || status === 'shipping'],
    ['shipped before it was paid', !payment || shippedAt === undefined || payment.paidAt !== undefined],
    [
      'has a return without a delivery',
      returns.length === 0 || fulfilments.some(({ deliveredAt }) => deliveredAt !== undefined),
    ],
    [
      'has a return that was received without a decision',
      returns.every(({ status: one, decidedAt, receivedAt }) =>
        one === 'received' ? decidedAt !== undefined && receivedAt !== undefined : receivedAt === undefined,
      ),
    ],
  ];
  return rules.flatMap(([problem, holds]) => (holds ? [] : [`order ${orderId} is ${status} and ${problem}`]));
};
