import type { Activity } from './world.ts';

/** A mail that SES has accepted. `isAnswered`: its sender has heard so. */
export type Mail = { to: string; subject: string; text: string; sender: Activity | undefined; isAnswered: boolean };

/** SES: keeps what it has accepted. */
export class Mailbox {
  readonly mails: Mail[] = [];

  accept(mail: Omit<Mail, 'isAnswered'>): Mail {
    const accepted = { ...mail, isAnswered: false };
    this.mails.push(accepted);
    return accepted;
  }
}
