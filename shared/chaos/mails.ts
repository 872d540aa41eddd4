import type { StoredMail } from '../cli/shopClient.ts';

/** Returns the id of the order that an email is about. */
const orderIn = (text: string): string | undefined => /Order: ([\w-]{36})/.exec(text)?.[1];

/** Keeps track of the emails that SES sent but whose responses were lost: these may be sent twice, since SES has no idempotency keys. */
export const createMailCheck = () => {
  const lost = new Map<string, number>();
  const keyOf = (subject: string, text: string): string => `${orderIn(text)} ${subject}`;

  return {
    /** Records an email whose response was lost. */
    onLost: (operation: string, body: Buffer): void => {
      if (operation !== 'ses:SendEmail') return;
      const form = new URLSearchParams(body.toString());
      const key = keyOf(form.get('Message.Subject.Data') ?? '', form.get('Message.Body.Text.Data') ?? '');
      lost.set(key, (lost.get(key) ?? 0) + 1);
    },
    /** Removes the duplicates that SES is to blame for, and counts them. */
    judge: (all: StoredMail[]): { mails: StoredMail[]; mailedAgain: number } => {
      const allowed = new Map(lost);
      const seen = new Set<string>();
      const mails = all.filter(({ subject, body: { text = '' } }) => {
        const key = keyOf(subject, text);
        const copies = allowed.get(key) ?? 0;
        if (!seen.has(key) || copies === 0) {
          seen.add(key);
          return true;
        }
        allowed.set(key, copies - 1);
        return false;
      });
      return { mails, mailedAgain: all.length - mails.length };
    },
  };
};
