/**
 * The state machine that an accepted order goes through where nothing is paid (Amazon States Language; serverless.yml includes it).
 *
 *   ReserveStock ──► ConfirmOrder ──► NotifyCustomer          an order that goes well: 4 transitions with the end
 *        │ refused, or cancelled
 *        ▼
 *   RejectOrder ──► ReleaseStock ──► NotifyCustomer
 *        │ cancelled
 *        ▼
 *   ReleaseCancelledStock
 *
 * The order is rejected before its stock goes back: one that turns out to be shipping after all refuses to be rejected and keeps its stock.
 * Every task may run twice. A task that fails for good ends the execution; settleStaleOrders starts it anew under another name, with the
 * same input, and ends the order where no attempt can succeed.
 */
const { ends, ownTask, releaseStock, reserveStock } = require('./workflowTasks.cjs');

module.exports = {
  Comment: 'Takes the stock of an order and moves it from pending to shipping, or rejects it',
  StartAt: 'ReserveStock',
  States: {
    ReserveStock: reserveStock({ Next: 'ConfirmOrder' }),
    ConfirmOrder: ownTask(
      'ConfirmOrder',
      { OrderNotConfirmable: 'RejectOrder', 'States.ALL': 'OrderNotSettled' },
      { Next: 'NotifyCustomer' },
    ),
    RejectOrder: ownTask(
      'RejectOrder',
      {
        OrderAlreadyShipping: 'NotifyCustomer',
        OrderCancelled: 'ReleaseCancelledStock',
        'States.ALL': 'OrderNotSettled',
      },
      { Next: 'ReleaseStock' },
    ),
    ReleaseStock: releaseStock({ Next: 'NotifyCustomer' }),
    ReleaseCancelledStock: releaseStock({ End: true }), // the event ORDER_CANCELLED has told the customer's mail
    ...ends,
  },
};
