import { createHash, randomBytes } from 'node:crypto';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How many exports an account may request in 24 hours. */
export const EXPORTS_A_DAY = 2;

/** How long the link to an export works, in milliseconds: as long as the bucket keeps the file. */
export const AVAILABLE_MS = 7 * DAY;

/** After which time an export that is not finished no longer prevents another one, in milliseconds. */
const RUNNING_MS = DAY;

/** How long an export that is not finished is remembered: longer than its message exists, dead letters included. */
const UNFINISHED_MS = 15 * DAY;

/** How long a claim on the email is valid, in milliseconds: longer than the timeout of the function that sends it. */
const MAIL_LEASE_MS = 60_000;

/** How many links to one export work: one for each attempt to send the email. */
const MAX_LINKS = 5;

/** An export of what is held about an account. Times are ISO 8601. */
export type DataExport = {
  id: string;
  requestedAt: string;
  /** When its message was sent. */
  enqueuedAt?: string;
  /** Until when its file can be opened. Absent until the file is stored. */
  availableUntil?: string;
  /** Hashes of the secrets in the links to it. */
  links?: string[];
  /** Whether the email with the link was sent, or has been in progress since `at`. */
  mail?: { state: 'sending' | 'sent'; at: string };
};

/** When an export is forgotten, in epoch milliseconds. */
export const forgottenAt = ({ requestedAt, availableUntil }: DataExport): number =>
  Math.max(Date.parse(requestedAt) + UNFINISHED_MS, Date.parse(availableUntil ?? requestedAt));

/** Whether an export is still being collected, so that another request is the same one. */
export const isRunning = ({ requestedAt, availableUntil }: DataExport, now: number): boolean =>
  availableUntil === undefined && now - Date.parse(requestedAt) < RUNNING_MS;

/** Whether the file of an export can be opened. */
export const isAvailable = ({ availableUntil }: DataExport, now: number): boolean =>
  availableUntil !== undefined && Date.parse(availableUntil) > now;

/** Returns the seconds until another export may be requested; 0 if it may be now. */
export const secondsToWait = (exports: DataExport[], now: number): number => {
  const ends = exports.map(({ requestedAt }) => Date.parse(requestedAt) + DAY).filter((end) => end > now);
  const free = ends.sort((one, other) => other - one)[EXPORTS_A_DAY - 1];
  return free === undefined ? 0 : Math.ceil((free - now) / 1000);
};

/** Whether the email of an export is to be sent, and nobody else is sending it. */
export const isMailFree = ({ mail }: DataExport, now: number): boolean =>
  mail === undefined || (mail.state === 'sending' && now - Date.parse(mail.at) >= MAIL_LEASE_MS);

/** Returns an export whose email is claimed, with the link that the email will have. */
export const withClaimedMail = (found: DataExport, link: string, at: string): DataExport => ({
  ...found,
  links: [link, ...(found.links ?? [])].slice(0, MAX_LINKS),
  mail: { state: 'sending', at },
});

/** Creates the secret of a link. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Returns what is stored of a secret. It is random, so a plain hash suffices. */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Returns the last part of a link: whose export it opens, and the secret that opens it. */
export const tokenOf = (userId: string, secret: string): string => `${userId}.${secret}`;

/** Returns the parts of a link's last part; `undefined` if none of our links has such a one. */
export const parseToken = (token: string): { userId: string; secret: string } | undefined => {
  const [, userId, secret] = /^([\w-]+)\.([\w-]{43})$/.exec(token) ?? [];
  return userId === undefined || secret === undefined ? undefined : { userId, secret };
};
