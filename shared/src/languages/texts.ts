/** The sentences of an email. */
export type Wording = {
  subject: string;
  /** The heading of the HTML version. */
  heading: string;
  /** The first paragraph follows `greeting`, so it may begin in lower case; the HTML version has no greeting. */
  paragraphs: readonly [string, ...string[]];
};

/** What every email about an order names it by: its number, or its id. */
type Named = { order: string };

/** Whose account an email is about, and at which shop it is. */
type OfAccount = { name: string; shop: string };

/**
 * Everything that emails, invoices and credit notes say in one language. Values come in one line each, money and times already formatted by the functions here.
 *
 * Emails arrive late and in any order: every sentence must still be true then.
 */
export type Texts = {
  /** Of the page's `lang`, and of chosen languages (BCP 47). */
  language: string;
  direction: 'ltr' | 'rtl';
  /** Formats an amount in integer minor units. */
  money: (minorUnits: number, currency: string) => string;
  /** Formats an ISO 8601 time, in UTC. */
  time: (time: string) => string;
  /** Formats the date of an ISO 8601 time, in UTC. */
  date: (time: string) => string;
  /** Formats `7.5` as 7.5 %. */
  percent: (percent: number) => string;
  greeting: string;
  labels: Record<
    | 'order'
    | 'orderNumber'
    | 'subtotal'
    | 'discount'
    | 'shipping'
    | 'total'
    | 'paid'
    | 'refundedNow'
    | 'refundedInTotal'
    | 'stillPaid'
    | 'reason'
    | 'inThisParcel'
    | 'carrier'
    | 'trackingNumber'
    | 'returnedItem',
    string
  > & {
    /** The price of one, in a line of several. */
    each: (price: string) => string;
    /** A tax that the total contains already. */
    includedTax: (tax: string) => string;
  };
  /** Pages to open. */
  links: Record<'pay' | 'order' | 'invoice' | 'track' | 'download' | 'product', string>;
  orders: {
    /** `due` if it is to be paid through the shop. */
    received: (about: Named & { due?: { amount: string; until: string } | undefined }) => Wording;
    paid: (about: Named & { amount: string }) => Wording;
    /** `others` counts the products besides the first. */
    shipping: (about: { firstProduct: string | undefined; others: number }) => Wording;
    rejected: (about: Named & { reason: 'out of stock' | 'no longer available' | 'could not be processed' }) => Wording;
    cancelled: (
      about: Named & {
        reason: 'cancelled by the customer' | 'cancelled by the shop' | 'not paid in time' | 'could not be processed';
        mayBePaid: boolean;
      },
    ) => Wording;
    /** `failure` is the provider's message, `until` the time until which the order may be paid. */
    paymentFailed: (about: Named & { amount: string; failure: string; until: string | undefined }) => Wording;
    /** `cause`: why an order that does not ship was refunded. */
    refunded: (
      about: Named & { amount: string; cause: 'rejected' | 'cancelled' | 'paid too late' | undefined },
    ) => Wording;
    fulfilled: (about: Named & { carrier: string; isWhole: boolean }) => Wording;
    returnApproved: (about: Named) => Wording;
    returnRefused: (about: Named) => Wording;
    /** `refund`: what is paid back for it, if anything. */
    returnReceived: (about: Named & { refund: string | undefined }) => Wording;
  };
  /** To the owner of an account: what happened to it. */
  accounts: Record<
    | 'signedUpAgain'
    | 'addressWanted'
    | 'nameChanged'
    | 'passwordChanged'
    | 'emailChanging'
    | 'emailChanged'
    | 'mfaEnabled'
    | 'mfaDisabled'
    | 'mfaRemoved'
    | 'groupsChanged'
    | 'exportReady'
    | 'accountDeleted',
    (about: OfAccount) => Wording
  >;
  /** Emails with a code, which stands below the heading. */
  codes: {
    /** `isNameTaken`: another account signs in with the name. `isContested`: the address was used to sign up with different passwords. */
    confirmation: (about: OfAccount & { isNameTaken: boolean; isContested: boolean }) => Wording;
    passwordReset: (about: OfAccount) => Wording;
    newAddress: (about: OfAccount) => Wording;
  };
  /** To sellers. `reason` is what an admin wrote. */
  products: {
    rejected: (about: { product: string; reason: string }) => Wording;
    /** `product` includes what the variant is called. */
    backInStock: (about: { product: string }) => Wording;
    /** To staff. */
    lowStock: (about: { product: string; quantity: number; lowStockAt: number }) => Wording;
  };
  webhooks: {
    /** `isGone` if the endpoint has asked for it by the status 410. */
    disabled: (about: { host: string; at: string; isGone: boolean }) => Wording;
  };
  /** Of invoices and credit notes. */
  documents: Record<
    | 'invoice'
    | 'creditNote'
    | 'number'
    | 'issued'
    | 'orderDate'
    | 'billingAddress'
    | 'shippingAddress'
    | 'vatId'
    | 'item'
    | 'quantity'
    | 'unitPrice'
    | 'tax'
    | 'amount'
    | 'taxBase'
    | 'taxAmount'
    | 'refund'
    | 'adjustment'
    | 'refunded',
    string
  > & { page: (page: number, pages: number) => string };
};
