import { formatMoney } from '../money.ts';
import { dateIn, percentIn, timeIn } from './formats.ts';
import type { Texts } from './texts.ts';

/** English, the default. */
export const en: Texts = {
  language: 'en',
  direction: 'ltr',
  money: formatMoney,
  time: timeIn('en-GB'),
  date: dateIn('en-GB'),
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
  links: {
    pay: 'Pay now',
    order: 'View your order',
    invoice: 'Download the invoice',
    track: 'Track the parcel',
    download: 'Download your data',
    product: 'View the product',
  },
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
  accounts: {
    signedUpAgain: ({ name, shop }) => ({
      subject: 'You already have an account',
      heading: 'You already have an account',
      paragraphs: [
        `somebody has signed up at ${shop} with this address. It belongs to the account of "${name}", which has not changed.`,
        'If it was you, sign in with your email address. If you have forgotten your password, reset it.',
        NOTHING_TO_DO,
      ],
    }),
    addressWanted: ({ name, shop }) => ({
      subject: 'Your email address was given for another account',
      heading: 'Your email address was given for another account',
      paragraphs: [
        `somebody wants to use this address for another account at ${shop}. It belongs to the account of "${name}", which has not changed.`,
        'If it was you, sign in to this account instead, or give it another address first.',
        NOTHING_TO_DO,
      ],
    }),
    nameChanged: ({ name, shop }) => ({
      subject: 'Your name was changed',
      heading: 'Your name was changed',
      paragraphs: [
        `your account at ${shop} is now called "${name}". The old name no longer signs in.`,
        RESET_AND_END_SESSIONS,
      ],
    }),
    passwordChanged: ({ name, shop }) => ({
      subject: 'Your password was changed',
      heading: 'Your password was changed',
      paragraphs: [
        `the password of the account of "${name}" at ${shop} was changed, and all sessions have ended.`,
        'If it was not you, reset your password at once.',
      ],
    }),
    emailChanging: ({ name, shop }) => ({
      subject: 'A new email address for your account',
      heading: 'A new email address for your account',
      paragraphs: [
        `somebody has asked to give the account of "${name}" at ${shop} another email address. This address stays valid until the new one is confirmed with a code that was sent to it.`,
        RESET_AND_END_SESSIONS,
      ],
    }),
    emailChanged: ({ name, shop }) => ({
      subject: 'Your email address was changed',
      heading: 'Your email address was changed',
      paragraphs: [
        `the account of "${name}" at ${shop} now has another email address. This one no longer signs in.`,
        `If it was not you, contact ${shop} at once.`,
      ],
    }),
    mfaEnabled: ({ name, shop }) => ({
      subject: 'Two-factor sign-in is on',
      heading: 'Two-factor sign-in is on',
      paragraphs: [
        `signing in to the account of "${name}" at ${shop} now needs a code of your authenticator app.`,
        RESET_AND_END_SESSIONS,
      ],
    }),
    mfaDisabled: ({ name, shop }) => ({
      subject: 'Two-factor sign-in is off',
      heading: 'Two-factor sign-in is off',
      paragraphs: [
        `signing in to the account of "${name}" at ${shop} no longer needs a code of an authenticator app.`,
        RESET_AND_END_SESSIONS,
      ],
    }),
    mfaRemoved: ({ name, shop }) => ({
      subject: 'Two-factor sign-in was removed',
      heading: 'Two-factor sign-in was removed',
      paragraphs: [
        `an administrator of ${shop} has removed the authenticator app of the account of "${name}". Signing in needs the password alone until you set up an app again.`,
        `If you did not ask for that, contact ${shop} at once.`,
      ],
    }),
    groupsChanged: ({ name, shop }) => ({
      subject: 'Your rights were changed',
      heading: 'Your rights were changed',
      paragraphs: [
        `an administrator of ${shop} has changed what the account of "${name}" may do. Sign in again to use it.`,
        `If you do not expect that, contact ${shop}.`,
      ],
    }),
    exportReady: ({ name, shop }) => ({
      subject: 'Your data is ready',
      heading: 'Your data is ready',
      paragraphs: [
        `what ${shop} holds about the account of "${name}" was collected, as you have asked. Whoever has the link can download it for 7 days, so please do not forward this email.`,
        RESET_AND_END_SESSIONS,
      ],
    }),
    accountDeleted: ({ name, shop }) => ({
      subject: 'Your account was deleted',
      heading: 'Your account was deleted',
      paragraphs: [
        `the account of "${name}" at ${shop} was deleted, as you have asked. Nobody can sign in to it any more.`,
        'Orders that are on their way still arrive. Once they can no longer be returned, everything about you is removed from them. Invoices are kept for as long as the law requires.',
        'You are welcome to sign up again, also with this address.',
        `If it was not you, contact ${shop} at once.`,
      ],
    }),
  },
  codes: {
    confirmation: ({ name, shop, isNameTaken, isContested }) => ({
      subject: `${shop}: your confirmation code`,
      heading: 'Your confirmation code',
      paragraphs: [
        `the code confirms the account of "${name}" at ${shop}, and is valid for 24 hours.`,
        ...(isNameTaken
          ? ['Another account has the same name. Please sign in with your email address instead of the name.']
          : []),
        ...(isContested
          ? [
              'This address was used to sign up more than once, with different passwords. Once it is confirmed, please set a new password.',
            ]
          : []),
        'If you did not sign up, please ignore this email: without the code nobody can use the account.',
      ],
    }),
    passwordReset: ({ name, shop }) => ({
      subject: `${shop}: your password reset code`,
      heading: 'Your password reset code',
      paragraphs: [
        `the code sets a new password for the account of "${name}" at ${shop}, and is valid for an hour.`,
        'If you did not request it, please ignore this email: your password has not changed.',
      ],
    }),
    newAddress: ({ name, shop }) => ({
      subject: `${shop}: confirm your new email address`,
      heading: 'Confirm your new email address',
      paragraphs: [
        `the code makes this address the one of the account of "${name}" at ${shop}, and is valid for 24 hours.`,
        'If you did not request it, please ignore this email: nothing has changed.',
      ],
    }),
  },
  products: {
    rejected: ({ product, reason }) => ({
      subject: `Your product was not accepted: ${product}`,
      heading: 'Your product was not accepted',
      paragraphs: [
        `your product "${product}" is not on sale.`,
        `The reason: ${reason}`,
        'You are welcome to offer it again.',
      ],
    }),
    backInStock: ({ product }) => ({
      subject: `Back in stock: ${product}`,
      heading: 'Back in stock',
      paragraphs: [
        `"${product}" has come back in stock.`,
        'Nothing is reserved for you, and it may sell out again.',
        'You asked us for this email. It is the only one: ask again if you want another.',
      ],
    }),
    lowStock: ({ product, quantity, lowStockAt }) => ({
      subject: `Low stock: ${product}`,
      heading: 'Low stock',
      paragraphs: [
        `Units of “${product}” that are left: ${quantity}.`,
        `You asked to be told when there are ${lowStockAt} or fewer. The next email follows when there have been more again.`,
      ],
    }),
  },
  webhooks: {
    disabled: ({ host, at, isGone }) => ({
      subject: `Webhook disabled: ${host}`,
      heading: 'Webhook disabled',
      paragraphs: [
        isGone
          ? `On ${at}, ${host} answered that it wants no more events (410). Nothing has been sent to it since.`
          : `${host} did not accept an event for three days. Nothing has been sent to it since ${at}.`,
        'The webhook’s deliveries in the console show what happened. Once the cause is removed, enable the webhook there: what has waited is then sent. Events that occurred while it was disabled are not.',
      ],
    }),
  },
  documents: {
    invoice: 'Invoice',
    creditNote: 'Credit note',
    number: 'Number',
    issued: 'Date of issue',
    orderDate: 'Order date',
    billingAddress: 'Billing address',
    shippingAddress: 'Shipping address',
    vatId: 'VAT ID',
    item: 'Item',
    quantity: 'Quantity',
    unitPrice: 'Unit price',
    tax: 'Tax',
    amount: 'Amount',
    taxBase: 'Net amount',
    taxAmount: 'Tax amount',
    refund: 'Refund',
    adjustment: 'Adjustment',
    refunded: 'Refunded',
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
};

const NOTHING_TO_DO = 'If it was not you, there is nothing to do.';
const RESET_AND_END_SESSIONS = 'If it was not you, reset your password at once: that ends all sessions of the account.';

const CAUSES_OF_REFUND = {
  rejected: 'your payment reached us, but we could not accept your order.',
  'paid too late': 'your payment reached us after your order had been cancelled, because it was not paid in time.',
  cancelled: 'your order was cancelled.',
};
