import type { StoredMail } from '../cli/shopClient.ts';

/** Which order a mail is about. */
const orderIn = (text: string): string | undefined => /Order: ([\w-]{36})/.exec(text)?.[1];

/** Knows which mails SES sent without saying so: these may come again, since SES has no way to send a mail under a key. */
export const createMailCheck = () => {
  const lost = new Map<string, number>();
  const keyOf = (subject: string, text: string): string => `${orderIn(text)} ${subject}`;

  return {
    /** Notes a mail whose response was lost. */
    onLost: (operation: string, body: Buffer): void => {
      if (operation !== 'ses:SendEmail') return;
      const form = new URLSearchParams(body.toString());
      const key = keyOf(form.get('Message.Subject.Data') ?? '', form.get('Message.Body.Text.Data') ?? '');
      lost.set(key, (lost.get(key) ?? 0) + 1);
    },
    /** These mails without the copies that SES is to blame for, and how many these are. */
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
