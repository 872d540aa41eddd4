import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** The account whose tokens are good. */
const ACCOUNT = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret of the test' };
const REGION = 'eu-west-1';
const HOST = `kafka.${REGION}.amazonaws.com`;

const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
const encoded = (part: string): string =>
  encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The parameters that Amazon MSK adds nothing to, and that are signed. */
const canonicalQuery = (parameters: URLSearchParams): string =>
  [...parameters]
    .filter(([name]) => name !== 'X-Amz-Signature' && name !== 'User-Agent')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted()
    .join('&');

/** Computes Signature Version 4 of a presigned address anew, from its documentation and not with the SDK. */
const signatureOf = (parameters: URLSearchParams, at: string): string => {
  const scope = [at.slice(0, 8), REGION, 'kafka-cluster', 'aws4_request'];
  const request = ['GET', '/', canonicalQuery(parameters), `host:${HOST}`, '', 'host', sha256('')].join('\n');
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${ACCOUNT.secretAccessKey}`);
  return hmac(key, ['AWS4-HMAC-SHA256', at, scope.join('/'), sha256(request)].join('\n')).toString('hex');
};

/** Returns when a token ends, in epoch milliseconds. @throws Error if Amazon MSK would not take it */
const endOf = (token: string): number => {
  if (!/^[\w-]+$/.test(token)) throw new Error('no Base64 of addresses, or padded');
  const { origin, pathname, searchParams } = new URL(Buffer.from(token, 'base64url').toString());
  const of = (name: string) => searchParams.get(name) ?? '';
  const at = of('X-Amz-Date');
  const seconds = Number(of('X-Amz-Expires'));
  const end = Date.parse(at.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z')) + seconds * 1000;
  const wrong = Object.entries({
    address: `${origin}${pathname}` !== `https://${HOST}/`,
    action: of('Action') !== 'kafka-cluster:Connect',
    algorithm: of('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256',
    headers: of('X-Amz-SignedHeaders') !== 'host',
    caller: !of('X-Amz-Credential').startsWith(`${ACCOUNT.accessKeyId}/`),
    userAgent: of('User-Agent') === '',
    time: !(seconds > 0 && seconds <= 900 && end > Date.now()),
    signature: !timingSafeEqual(hmac('', of('X-Amz-Signature')), hmac('', signatureOf(searchParams, at))),
  }).flatMap(([name, isWrong]) => (isWrong ? [name] : []));
  if (wrong.length > 0) throw new Error(`wrong: ${wrong.join(', ')}`);
  return end;
};

type Heard = { tokens: string[]; refusals: string[] };

const answerTo = async (request: IncomingMessage, tokenMs: number, { tokens, refusals }: Heard) => {
  const token = await text(request);
  try {
    const end = endOf(token) - 900_000 + tokenMs;
    if (end + 1000 < Date.now()) throw new Error('expired'); // a token knows only seconds
    tokens.push(token);
    return { status: 200, body: `${ACCOUNT.accessKeyId} ${end + 1000}` };
  } catch (error) {
    refusals.push(String(error));
    return { status: 401, body: '' };
  }
};

/**
 * What TokenCheck.java asks: knows the secret of one account, and says whether a token is signed with it, as Amazon MSK would.
 *
 * @param tokenMs how long a token is taken: a test does not wait for a quarter of an hour
 */
export const makeAuthority = async ({ tokenMs }: { tokenMs: number }) => {
  const tokens: string[] = [];
  const refusals: string[] = [];
  const server = createServer(async (request, response) => {
    const { status, body } = await answerTo(request, tokenMs, { tokens, refusals });
    response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/`,
    account: ACCOUNT,
    region: REGION,
    /** The good tokens, and why others were refused. */
    tokens,
    refusals,
    close: () => server.close(),
  };
};
