import { dateIn, moneyIn, percentIn, pluralIn, timeIn } from './formats.ts';
import type { Texts } from './texts.ts';

const plural = pluralIn('de-DE');

/** German. */
export const de: Texts = {
  language: 'de',
  direction: 'ltr',
  money: moneyIn('de-DE'),
  time: timeIn('de-DE'),
  date: dateIn('de-DE'),
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
  links: {
    pay: 'Jetzt bezahlen',
    order: 'Bestellung ansehen',
    invoice: 'Rechnung herunterladen',
    track: 'Sendung verfolgen',
    download: 'Daten herunterladen',
    product: 'Produkt ansehen',
  },
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
  accounts: {
    signedUpAgain: ({ name, shop }) => ({
      subject: 'Sie haben schon ein Konto',
      heading: 'Sie haben schon ein Konto',
      paragraphs: [
        `jemand hat sich bei ${shop} mit dieser Adresse registriert. Sie gehört zum Konto von „${name}“, an dem sich nichts geändert hat.`,
        'Wenn Sie das waren, melden Sie sich bitte mit Ihrer E-Mail-Adresse an. Ein vergessenes Passwort können Sie zurücksetzen.',
        NOTHING_TO_DO,
      ],
    }),
    addressWanted: ({ name, shop }) => ({
      subject: 'Ihre E-Mail-Adresse wurde für ein anderes Konto angegeben',
      heading: 'Ihre E-Mail-Adresse wurde für ein anderes Konto angegeben',
      paragraphs: [
        `jemand möchte diese Adresse für ein anderes Konto bei ${shop} verwenden. Sie gehört zum Konto von „${name}“, an dem sich nichts geändert hat.`,
        'Wenn Sie das waren, melden Sie sich bitte mit diesem Konto an, oder geben Sie ihm zuerst eine andere Adresse.',
        NOTHING_TO_DO,
      ],
    }),
    nameChanged: ({ name, shop }) => ({
      subject: 'Ihr Name wurde geändert',
      heading: 'Ihr Name wurde geändert',
      paragraphs: [
        `Ihr Konto bei ${shop} hat jetzt den Namen „${name}“. Mit dem alten Namen kann man sich nicht mehr anmelden.`,
        RESET_AND_END_SESSIONS,
      ],
    }),
    passwordChanged: ({ name, shop }) => ({
      subject: 'Ihr Passwort wurde geändert',
      heading: 'Ihr Passwort wurde geändert',
      paragraphs: [
        `das Passwort des Kontos von „${name}“ bei ${shop} wurde geändert. Alle Anmeldungen wurden beendet.`,
        'Wenn Sie das nicht waren, setzen Sie Ihr Passwort bitte sofort zurück.',
      ],
    }),
    emailChanging: ({ name, shop }) => ({
      subject: 'Eine neue E-Mail-Adresse für Ihr Konto',
      heading: 'Eine neue E-Mail-Adresse für Ihr Konto',
      paragraphs: [
        `jemand möchte dem Konto von „${name}“ bei ${shop} eine andere E-Mail-Adresse geben. Diese Adresse bleibt gültig, bis die neue mit einem Code bestätigt wird, den wir dorthin geschickt haben.`,
        RESET_AND_END_SESSIONS,
      ],
    }),
    emailChanged: ({ name, shop }) => ({
      subject: 'Ihre E-Mail-Adresse wurde geändert',
      heading: 'Ihre E-Mail-Adresse wurde geändert',
      paragraphs: [
        `das Konto von „${name}“ bei ${shop} hat jetzt eine andere E-Mail-Adresse. Mit dieser hier kann man sich nicht mehr anmelden.`,
        `Wenn Sie das nicht waren, wenden Sie sich bitte sofort an ${shop}.`,
      ],
    }),
    mfaEnabled: ({ name, shop }) => ({
      subject: 'Die Zwei-Faktor-Anmeldung ist eingeschaltet',
      heading: 'Die Zwei-Faktor-Anmeldung ist eingeschaltet',
      paragraphs: [
        `für die Anmeldung am Konto von „${name}“ bei ${shop} ist jetzt auch ein Code Ihrer Authenticator-App nötig.`,
        RESET_AND_END_SESSIONS,
      ],
    }),
    mfaDisabled: ({ name, shop }) => ({
      subject: 'Die Zwei-Faktor-Anmeldung ist ausgeschaltet',
      heading: 'Die Zwei-Faktor-Anmeldung ist ausgeschaltet',
      paragraphs: [
        `für die Anmeldung am Konto von „${name}“ bei ${shop} ist kein Code einer Authenticator-App mehr nötig.`,
        RESET_AND_END_SESSIONS,
      ],
    }),
    mfaRemoved: ({ name, shop }) => ({
      subject: 'Die Zwei-Faktor-Anmeldung wurde entfernt',
      heading: 'Die Zwei-Faktor-Anmeldung wurde entfernt',
      paragraphs: [
        `die Administration von ${shop} hat die Authenticator-App des Kontos von „${name}“ entfernt. Für die Anmeldung genügt das Passwort, bis Sie wieder eine App einrichten.`,
        `Wenn Sie nicht darum gebeten haben, wenden Sie sich bitte sofort an ${shop}.`,
      ],
    }),
    groupsChanged: ({ name, shop }) => ({
      subject: 'Ihre Rechte wurden geändert',
      heading: 'Ihre Rechte wurden geändert',
      paragraphs: [
        `die Administration von ${shop} hat geändert, was das Konto von „${name}“ darf. Das gilt ab Ihrer nächsten Anmeldung.`,
        `Wenn Sie das nicht erwarten, wenden Sie sich bitte an ${shop}.`,
      ],
    }),
    exportReady: ({ name, shop }) => ({
      subject: 'Ihre Daten stehen bereit',
      heading: 'Ihre Daten stehen bereit',
      paragraphs: [
        `wie gewünscht wurde zusammengestellt, was bei ${shop} über das Konto von „${name}“ gespeichert ist. Wer den Link hat, kann es 7 Tage lang herunterladen. Bitte leiten Sie diese E-Mail daher nicht weiter.`,
        RESET_AND_END_SESSIONS,
      ],
    }),
    accountDeleted: ({ name, shop }) => ({
      subject: 'Ihr Konto wurde gelöscht',
      heading: 'Ihr Konto wurde gelöscht',
      paragraphs: [
        `das Konto von „${name}“ bei ${shop} wurde gelöscht, wie Sie es wollten. Niemand kann sich mehr damit anmelden.`,
        'Bestellungen, die unterwegs sind, kommen noch an. Sobald sie nicht mehr zurückgegeben werden können, wird alles über Sie daraus entfernt. Rechnungen werden aufbewahrt, solange das Gesetz es verlangt.',
        'Sie können jederzeit ein neues Konto anlegen, auch mit dieser Adresse.',
        `Wenn Sie das nicht waren, wenden Sie sich bitte sofort an ${shop}.`,
      ],
    }),
  },
  codes: {
    confirmation: ({ name, shop, isNameTaken, isContested }) => ({
      subject: `${shop}: Ihr Bestätigungscode`,
      heading: 'Ihr Bestätigungscode',
      paragraphs: [
        `der Code bestätigt das Konto von „${name}“ bei ${shop} und gilt 24 Stunden.`,
        ...(isNameTaken
          ? [
              'Ein anderes Konto hat denselben Namen. Bitte melden Sie sich mit Ihrer E-Mail-Adresse statt mit dem Namen an.',
            ]
          : []),
        ...(isContested
          ? [
              'Mit dieser Adresse hat man sich mehrmals mit verschiedenen Passwörtern registriert. Bitte vergeben Sie nach der Bestätigung ein neues Passwort.',
            ]
          : []),
        'Falls Sie sich nicht registriert haben, ignorieren Sie diese E-Mail bitte: Ohne den Code kann niemand das Konto verwenden.',
      ],
    }),
    passwordReset: ({ name, shop }) => ({
      subject: `${shop}: Ihr Code zum Zurücksetzen des Passworts`,
      heading: 'Ihr Code zum Zurücksetzen des Passworts',
      paragraphs: [
        `mit dem Code vergeben Sie ein neues Passwort für das Konto von „${name}“ bei ${shop}. Er gilt eine Stunde.`,
        'Falls Sie ihn nicht angefordert haben, ignorieren Sie diese E-Mail bitte: Ihr Passwort hat sich nicht geändert.',
      ],
    }),
    newAddress: ({ name, shop }) => ({
      subject: `${shop}: Bestätigen Sie Ihre neue E-Mail-Adresse`,
      heading: 'Bestätigen Sie Ihre neue E-Mail-Adresse',
      paragraphs: [
        `mit dem Code wird diese Adresse die des Kontos von „${name}“ bei ${shop}. Er gilt 24 Stunden.`,
        'Falls Sie ihn nicht angefordert haben, ignorieren Sie diese E-Mail bitte: Es hat sich nichts geändert.',
      ],
    }),
  },
  products: {
    rejected: ({ product, reason }) => ({
      subject: `Ihr Produkt wurde nicht angenommen: ${product}`,
      heading: 'Ihr Produkt wurde nicht angenommen',
      paragraphs: [
        `Ihr Produkt „${product}“ steht nicht zum Verkauf.`,
        `Der Grund: ${reason}`,
        'Sie können es gern noch einmal anbieten.',
      ],
    }),
    backInStock: ({ product }) => ({
      subject: `Wieder eingetroffen: ${product}`,
      heading: 'Wieder eingetroffen',
      paragraphs: [
        `„${product}“ ist wieder eingetroffen.`,
        'Für Sie ist nichts reserviert, und das Produkt kann wieder ausverkauft sein.',
        'Sie hatten uns um diese E-Mail gebeten. Es bleibt bei dieser einen, bis Sie uns wieder darum bitten.',
      ],
    }),
    lowStock: ({ product, quantity, lowStockAt }) => ({
      subject: `Niedriger Bestand: ${product}`,
      heading: 'Niedriger Bestand',
      paragraphs: [
        `Noch auf Lager von „${product}“: ${quantity} Stück.`,
        `Sie wollten davon erfahren, wenn es ${lowStockAt} oder weniger sind. Die nächste E-Mail kommt, wenn es zwischendurch wieder mehr waren.`,
      ],
    }),
  },
  webhooks: {
    disabled: ({ host, at, isGone }) => ({
      subject: `Webhook abgeschaltet: ${host}`,
      heading: 'Webhook abgeschaltet',
      paragraphs: [
        isGone
          ? `Am ${at} hat ${host} geantwortet, dass es keine Ereignisse mehr möchte (410). Seitdem wird nichts mehr dorthin gesendet.`
          : `${host} hat ein Ereignis drei Tage lang nicht angenommen. Seit dem ${at} wird nichts mehr dorthin gesendet.`,
        'Was geschehen ist, zeigen die Zustellungen des Webhooks in der Konsole. Wenn die Ursache behoben ist, schalten Sie ihn dort wieder ein: Was gewartet hat, wird dann gesendet. Was geschehen ist, während er abgeschaltet war, nicht.',
      ],
    }),
  },
  documents: {
    invoice: 'Rechnung',
    creditNote: 'Rechnungskorrektur',
    number: 'Nummer',
    issued: 'Ausstellungsdatum',
    orderDate: 'Bestelldatum',
    billingAddress: 'Rechnungsadresse',
    shippingAddress: 'Lieferadresse',
    vatId: 'USt-IdNr.',
    item: 'Artikel',
    quantity: 'Menge',
    unitPrice: 'Einzelpreis',
    tax: 'Steuer',
    amount: 'Betrag',
    taxBase: 'Nettobetrag',
    taxAmount: 'Steuerbetrag',
    refund: 'Erstattung',
    adjustment: 'Anpassung',
    refunded: 'Erstattet',
    page: (page, pages) => `Seite ${page} von ${pages}`,
  },
};

const NOTHING_TO_DO = 'Wenn Sie das nicht waren, brauchen Sie nichts zu tun.';
const RESET_AND_END_SESSIONS =
  'Wenn Sie das nicht waren, setzen Sie Ihr Passwort bitte sofort zurück: Das beendet alle Anmeldungen des Kontos.';

const CAUSES_OF_REFUND = {
  rejected: 'Ihre Zahlung ist bei uns eingegangen, wir konnten Ihre Bestellung aber nicht annehmen.',
  'paid too late':
    'Ihre Zahlung ist erst bei uns eingegangen, nachdem wir Ihre Bestellung storniert hatten, weil sie nicht rechtzeitig bezahlt wurde.',
  cancelled: 'Ihre Bestellung wurde storniert.',
};
