import type { Activity } from './world.ts';

/** An email that SES has accepted. `isAnswered`: its sender has received SES's answer. */
export type Mail = { to: string; subject: string; text: string; sender: Activity | undefined; isAnswered: boolean };

/** Simulates SES: stores the emails that it has accepted. */
export class Mailbox {
  readonly mails: Mail[] = [];

  accept(mail: Omit<Mail, 'isAnswered'>): Mail {
    const accepted = { ...mail, isAnswered: false };
    this.mails.push(accepted);
    return accepted;
  }
}
