import type { PlatformFile } from '../platformTarget.ts';
import type { Reply } from '../shopClient.ts';
import { RequestError, send } from './persistence.ts';
import type { Session } from './session.ts';

/** The shop to fill, and the session to use. */
export type Shop = { platform: PlatformFile; session: Session; stop: AbortSignal };

type Request = { method?: string; body?: unknown; headers?: Record<string, string> };

/** Sends a request with the seller's token. A token that is rejected before its expiry is replaced once. */
export const sendAsSeller = async <Body>(
  { session, stop }: Shop,
  url: string,
  request: Request = {},
): Promise<Reply<Body>> => {
  const token = await session.token();
  const reply = await send<Body>(url, { ...request, token }, stop);
  if (reply.status !== 401) return reply;
  session.forget(token);
  return send<Body>(url, { ...request, token: await session.token() }, stop);
};

/** Returns the body of a 200 response. @throws RequestError for any other status */
export const bodyOf = <Body>(what: string, { status, body }: Reply<Body>): Body => {
  if (status !== 200) throw new RequestError(`${what}: ${status} ${JSON.stringify(body)}`);
  return body;
};

/** Reads all pages of a list. @param read returns a page's items and the cursor of the next page */
export const allPages = async <Body, Item>(
  shop: Shop,
  url: string,
  read: (reply: Reply<Body>) => { items: Item[]; next: string | null | undefined },
): Promise<Item[]> => {
  const found: Item[] = [];
  for (let cursor = ''; ; ) {
    const reply = await sendAsSeller<Body>(shop, `${url}?limit=100${cursor}`);
    bodyOf(url, reply);
    const { items, next } = read(reply);
    found.push(...items);
    if (!next) return found;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
};
