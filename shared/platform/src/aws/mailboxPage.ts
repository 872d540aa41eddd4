import { readFileSync } from 'node:fs';
import type { Email } from 'aws-ses-v2-local/dist/store.js';

/** A response to a GET request of the mailbox, besides those of SES. */
export type PageAnswer = {
  status: number;
  headers: Record<string, string>;
  body: string;
};

const FILES: Readonly<Record<string, { name: string; type: string }>> = {
  '/': { name: 'page.html', type: 'text/html' },
  '/page.css': { name: 'page.css', type: 'text/css' },
  '/page.js': { name: 'page.js', type: 'text/javascript' },
};

/** Also applies to the frame that shows an email: only pictures of this machine are loaded, and no script of an email runs. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data: http://127.0.0.1:*; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** How many emails a list has at most; all can be requested by id. */
const LISTED = 100;

/**
 * Returns the page of the mailbox and its data: `/mails?q=&limit=` (the newest ones that match, without bodies), `/mails/{messageId}`;
 * and for programs `/store?to=`, the emails to one address.
 *
 * @param mails all of them, oldest first
 * @returns undefined for every other path
 */
export const pageAnswer = (url: string, mails: readonly Email[]): PageAnswer | undefined => {
  const [pathname = '/', query] = url.split('?', 2); // `//` is a valid path but not a valid URL
  const file = FILES[pathname];
  if (file) return answer(200, file.type, readFileSync(new URL(`mailboxPage/${file.name}`, import.meta.url), 'utf8'));
  const parameters = new URLSearchParams(query);
  if (pathname === '/mails') return answer(200, 'application/json', JSON.stringify(listOf(mails, parameters)));
  const id = /^\/mails\/([^/]+)$/.exec(pathname)?.[1];
  if (id !== undefined) {
    const mail = mails.findLast(({ messageId }) => encodeURIComponent(messageId) === id);
    return answer(mail ? 200 : 404, 'application/json', JSON.stringify(mail ?? { message: 'There is no such mail' }));
  }
  const to = parameters.get('to');
  if (pathname !== '/store' || to === null) return undefined;
  const emails = mails.filter(({ destination }) => destination.to.includes(to));
  return answer(200, 'application/json', JSON.stringify({ templates: {}, emails }));
};

const answer = (status: number, type: string, body: string): PageAnswer => ({
  status,
  headers: { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY, 'cache-control': 'no-cache' },
  body,
});

/** Lists the emails that contain all words of `q` in a receiver, the subject or the text, the newest first. */
const listOf = (mails: readonly Email[], parameters: URLSearchParams) => {
  const words = wordsOf(parameters.get('q') ?? '');
  const found = words.length === 0 ? mails : mails.filter((mail) => isMatch(mail, words));
  const limit = Math.max(Number.parseInt(parameters.get('limit') ?? `${LISTED}`, 10) || 0, 0);
  const listed = Math.min(limit, LISTED);
  return {
    total: mails.length,
    found: found.length,
    mails: found
      .slice(Math.max(found.length - listed, 0))
      .reverse()
      .map(({ messageId, at, subject, destination: { to } }) => ({ messageId, at, subject, to })),
  };
};

const comparable = (text: string): string => text.normalize('NFKC').toLowerCase();

const wordsOf = (query: string): string[] =>
  comparable(query)
    .split(/\s+/)
    .filter((word) => word !== '');

const isMatch = ({ destination: { to, cc, bcc }, subject, body }: Email, words: readonly string[]): boolean => {
  const text = comparable([...to, ...cc, ...bcc, subject, body.text ?? body.html ?? ''].join('\n'));
  return words.every((word) => text.includes(word));
};
