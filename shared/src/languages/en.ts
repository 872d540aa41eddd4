import { formatMoney } from '../money.ts';
import { percentIn, timeIn } from './formats.ts';
import type { Texts } from './texts.ts';

/** English, the default. */
export const en: Texts = {
  language: 'en',
  direction: 'ltr',
  money: formatMoney,
  time: timeIn('en-GB'),
  percent: percentIn('en-GB'),
  greeting: 'Hello,',
  labels: {
    order: 'Order',
    orderNumber: 'Order number',
    subtotal: 'Subtotal',
    discount: 'Discount',
    shipping: 'Shipping',
    total: 'Total',
    paid: 'Paid',
    refundedNow: 'Refunded now',
    refundedInTotal: 'Refunded in total',
    stillPaid: 'Still paid',
    reason: 'Reason',
    inThisParcel: 'In this parcel',
    carrier: 'Carrier',
    trackingNumber: 'Tracking number',
    returnedItem: 'Return',
    each: (price) => `${price} each`,
    includedTax: (tax) => `Includes ${tax}`,
  },
  links: { pay: 'Pay now', order: 'View your order', track: 'Track the parcel' },
  orders: {
    received: ({ order, due }) => ({
      subject: `We received your order ${order}`,
      heading: 'We received your order',
      paragraphs: [
        'thank you for your order. We will email you again as soon as it is on its way.',
        ...(due
          ? [`If you have not paid yet, please pay ${due.amount} by ${due.until}. We will hold your order until then.`]
          : []),
      ],
    }),
    paid: ({ order, amount }) => ({
      subject: `Your payment has arrived: order ${order}`,
      heading: 'Your payment has arrived',
      paragraphs: [`thank you: your payment of ${amount} has reached us.`],
    }),
    shipping: ({ firstProduct = 'your order', others }) => ({
      subject: `${others === 0 ? firstProduct : `${firstProduct} and ${others} more`} now shipping`, // documented: clients sort their emails by it
      heading: 'Your order is on its way',
      paragraphs: ['your order is on its way to you.'],
    }),
    rejected: ({ order, reason }) => ({
      subject: `We could not accept your order ${order}`,
      heading: 'We could not accept your order',
      paragraphs: [
        reason === 'could not be processed'
          ? 'we are sorry: your order could not be processed.'
          : `we are sorry: what you ordered is ${reason}, so we could not accept your order.`,
      ],
    }),
    cancelled: ({ order, reason, mayBePaid }) => ({
      subject: `Your order ${order} was cancelled`,
      heading: 'Your order was cancelled',
      paragraphs: [
        {
          'cancelled by the customer': 'your order has been cancelled, as you asked.',
          'cancelled by the shop': 'we are sorry: we had to cancel your order.',
          'not paid in time': 'your order has been cancelled, because it was not paid in time.',
          'could not be processed': 'we are sorry: we could not process your order, and had to cancel it.',
        }[reason],
        ...(mayBePaid ? ['If you have already paid, we will refund you automatically and email you when we do.'] : []),
      ],
    }),
    paymentFailed: ({ order, amount, failure, until }) => ({
      subject: `Your payment did not go through: order ${order}`,
      heading: 'Your payment did not go through',
      paragraphs: [
        `your payment of ${amount} did not go through: ${failure}`,
        ...(until === undefined
          ? []
          : [
              `Unless you have paid since, you may try again until ${until}. We will hold your order until then, and cancel it after that.`,
            ]),
      ],
    }),
    refunded: ({ order, amount, cause }) => ({
      subject: `Your refund for order ${order}`,
      heading: `${amount} is on its way back to you`,
      paragraphs: [
        `${cause ? `${CAUSES_OF_REFUND[cause]} Therefore we` : 'we'} have refunded ${amount} to the payment method you used. Your bank may take a few days to show it.`,
      ],
    }),
    fulfilled: ({ order, carrier, isWhole }) => ({
      subject: `A parcel with your order ${order} has left`,
      heading: isWhole ? 'Your order has left' : 'A part of your order has left',
      paragraphs: [`${isWhole ? 'your order has' : 'a part of your order has'} left with ${carrier}.`],
    }),
    returnApproved: ({ order }) => ({
      subject: `You may return items of your order ${order}`,
      heading: 'You may return your items',
      paragraphs: ['we have approved your return. Please send the items below back to us.'],
    }),
    returnRefused: ({ order }) => ({
      subject: `We cannot take back items of your order ${order}`,
      heading: 'We cannot take back your items',
      paragraphs: ['we are sorry: we cannot accept the return that you asked for.'],
    }),
    returnReceived: ({ order, refund }) => ({
      subject: `Your return has arrived: order ${order}`,
      heading: 'Your return has arrived',
      paragraphs: [
        'we have received the items that you returned.',
        ...(refund === undefined
          ? []
          : [`We refund ${refund} to the payment method you used, and email you about it.`]),
      ],
    }),
  },
};

const CAUSES_OF_REFUND = {
  rejected: 'your payment reached us, but we could not accept your order.',
  'paid too late': 'your payment reached us after your order had been cancelled, because it was not paid in time.',
  cancelled: 'your order was cancelled.',
};
