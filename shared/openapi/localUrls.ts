/** The platform's URLs on this machine with the default ports of `npm start`, by the names of `platform.json`. */
export const localUrls: Readonly<Record<string, string>> = {
  auth: 'http://127.0.0.1:4001',
  banner: 'http://127.0.0.1:4002',
  category: 'http://127.0.0.1:4003',
  product: 'http://127.0.0.1:4004',
  order: 'http://127.0.0.1:4005',
  mailbox: 'http://127.0.0.1:4010',
  payments: 'http://127.0.0.1:4011',
};
