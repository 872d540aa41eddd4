/** The subjects of an order's mails, by the kinds of their requests. */
export const MAIL_SUBJECTS = {
  received: /^We received your order/,
  paid: /^Your payment has arrived/,
  paymentFailed: /^Your payment did not go through/,
  shipping: / now shipping$/,
  rejected: /^We could not accept your order/,
  cancelled: /^Your order .* was cancelled/,
  refunded: /^Your refund for/,
  returnApproved: /^You may return/,
  returnRefused: /^We cannot take back/,
  returnReceived: /^Your return has arrived/,
  fulfilled: /^A parcel with your order/,
};
