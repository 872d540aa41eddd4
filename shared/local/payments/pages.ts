import type { Books } from './books.ts';
import type { Reply } from './serve.ts';
export const overviewPage = (_books: Books): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: 'payments',
});
export const payPage = (_books: Books, id: string, _key: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: id,
});
