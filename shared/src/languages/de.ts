import { moneyIn, percentIn, pluralIn, timeIn } from './formats.ts';
import type { Texts } from './texts.ts';

const plural = pluralIn('de-DE');

/** German. */
export const de: Texts = {
  language: 'de',
  direction: 'ltr',
  money: moneyIn('de-DE'),
  time: timeIn('de-DE'),
  percent: percentIn('de-DE'),
  greeting: 'Guten Tag,',
  labels: {
    order: 'Bestellung',
    orderNumber: 'Bestellnummer',
    subtotal: 'Zwischensumme',
    discount: 'Rabatt',
    shipping: 'Versand',
    total: 'Gesamtbetrag',
    paid: 'Bezahlt',
    refundedNow: 'Jetzt erstattet',
    refundedInTotal: 'Insgesamt erstattet',
    stillPaid: 'Verbleibende Zahlung',
    reason: 'Grund',
    inThisParcel: 'In diesem Paket',
    carrier: 'Versanddienst',
    trackingNumber: 'Sendungsnummer',
    returnedItem: 'Rücksendung',
    each: (price) => `je ${price}`,
    includedTax: (tax) => `Darin enthalten: ${tax}`,
  },
  links: { pay: 'Jetzt bezahlen', order: 'Bestellung ansehen', track: 'Sendung verfolgen' },
  orders: {
    received: ({ order, due }) => ({
      subject: `Wir haben Ihre Bestellung ${order} erhalten`,
      heading: 'Wir haben Ihre Bestellung erhalten',
      paragraphs: [
        'vielen Dank für Ihre Bestellung. Wir schreiben Ihnen wieder, sobald sie unterwegs ist.',
        ...(due
          ? [
              `Falls Sie noch nicht bezahlt haben, zahlen Sie bitte ${due.amount} bis zum ${due.until}. Bis dahin halten wir Ihre Bestellung für Sie bereit.`,
            ]
          : []),
      ],
    }),
    paid: ({ order, amount }) => ({
      subject: `Ihre Zahlung ist eingegangen: Bestellung ${order}`,
      heading: 'Ihre Zahlung ist eingegangen',
      paragraphs: [`vielen Dank: Ihre Zahlung über ${amount} ist bei uns eingegangen.`],
    }),
    shipping: ({ firstProduct = 'Ihre Bestellung', others }) => ({
      subject:
        others === 0
          ? `Jetzt unterwegs: ${firstProduct}`
          : `Jetzt unterwegs: ${firstProduct} und ${others} ${plural(others, { one: 'weiterer Artikel', other: 'weitere Artikel' })}`,
      heading: 'Ihre Bestellung ist unterwegs',
      paragraphs: ['Ihre Bestellung ist auf dem Weg zu Ihnen.'],
    }),
    rejected: ({ order, reason }) => ({
      subject: `Wir konnten Ihre Bestellung ${order} nicht annehmen`,
      heading: 'Wir konnten Ihre Bestellung nicht annehmen',
      paragraphs: [
        {
          'out of stock':
            'es tut uns leid: Was Sie bestellt haben, ist nicht mehr vorrätig. Deshalb konnten wir Ihre Bestellung nicht annehmen.',
          'no longer available':
            'es tut uns leid: Was Sie bestellt haben, ist nicht mehr erhältlich. Deshalb konnten wir Ihre Bestellung nicht annehmen.',
          'could not be processed': 'es tut uns leid: Wir konnten Ihre Bestellung nicht bearbeiten.',
        }[reason],
      ],
    }),
    cancelled: ({ order, reason, mayBePaid }) => ({
      subject: `Ihre Bestellung ${order} wurde storniert`,
      heading: 'Ihre Bestellung wurde storniert',
      paragraphs: [
        {
          'cancelled by the customer': 'wir haben Ihre Bestellung wie gewünscht storniert.',
          'cancelled by the shop': 'es tut uns leid: Wir mussten Ihre Bestellung stornieren.',
          'not paid in time': 'wir haben Ihre Bestellung storniert, weil sie nicht rechtzeitig bezahlt wurde.',
          'could not be processed':
            'es tut uns leid: Wir konnten Ihre Bestellung nicht bearbeiten und mussten sie stornieren.',
        }[reason],
        ...(mayBePaid
          ? ['Falls Sie schon bezahlt haben, erstatten wir Ihnen den Betrag automatisch und schreiben Ihnen dann.']
          : []),
      ],
    }),
    paymentFailed: ({ order, amount, failure, until }) => ({
      subject: `Ihre Zahlung ist fehlgeschlagen: Bestellung ${order}`,
      heading: 'Ihre Zahlung ist fehlgeschlagen',
      paragraphs: [
        `Ihre Zahlung über ${amount} ist fehlgeschlagen. Der Zahlungsdienst meldet: ${failure}`,
        ...(until === undefined
          ? []
          : [
              `Falls Sie nicht inzwischen bezahlt haben, können Sie es bis zum ${until} noch einmal versuchen. Bis dahin halten wir Ihre Bestellung für Sie bereit, danach stornieren wir sie.`,
            ]),
      ],
    }),
    refunded: ({ order, amount, cause }) => ({
      subject: `Ihre Erstattung zur Bestellung ${order}`,
      heading: `${amount} sind auf dem Weg zu Ihnen zurück`,
      paragraphs: [
        `${cause ? `${CAUSES_OF_REFUND[cause]} Deshalb haben wir` : 'wir haben'} Ihnen ${amount} auf demselben Weg erstattet, auf dem Sie bezahlt haben. Bis die Erstattung auf Ihrem Konto erscheint, kann es einige Tage dauern.`,
      ],
    }),
    fulfilled: ({ order, carrier, isWhole }) => ({
      subject: `Ein Paket Ihrer Bestellung ${order} ist unterwegs`,
      heading: isWhole ? 'Ihre Bestellung ist unterwegs' : 'Ein Teil Ihrer Bestellung ist unterwegs',
      paragraphs: [`wir haben ${isWhole ? 'Ihre Bestellung' : 'einen Teil Ihrer Bestellung'} an ${carrier} übergeben.`],
    }),
    returnApproved: ({ order }) => ({
      subject: `Sie können Artikel Ihrer Bestellung ${order} zurücksenden`,
      heading: 'Sie können Ihre Artikel zurücksenden',
      paragraphs: ['wir haben Ihre Rücksendung genehmigt. Bitte senden Sie uns die unten genannten Artikel zurück.'],
    }),
    returnRefused: ({ order }) => ({
      subject: `Wir können Artikel Ihrer Bestellung ${order} nicht zurücknehmen`,
      heading: 'Wir können Ihre Artikel nicht zurücknehmen',
      paragraphs: ['es tut uns leid: Die Rücksendung, um die Sie gebeten haben, können wir nicht annehmen.'],
    }),
    returnReceived: ({ order, refund }) => ({
      subject: `Ihre Rücksendung ist eingetroffen: Bestellung ${order}`,
      heading: 'Ihre Rücksendung ist eingetroffen',
      paragraphs: [
        'wir haben die Artikel erhalten, die Sie zurückgesendet haben.',
        ...(refund === undefined
          ? []
          : [`Wir erstatten Ihnen ${refund} auf demselben Weg, auf dem Sie bezahlt haben, und schreiben Ihnen dann.`]),
      ],
    }),
  },
};

const CAUSES_OF_REFUND = {
  rejected: 'Ihre Zahlung ist bei uns eingegangen, wir konnten Ihre Bestellung aber nicht annehmen.',
  'paid too late':
    'Ihre Zahlung ist erst bei uns eingegangen, nachdem wir Ihre Bestellung storniert hatten, weil sie nicht rechtzeitig bezahlt wurde.',
  cancelled: 'Ihre Bestellung wurde storniert.',
};
