import type { StoredMail } from '../shopClient.ts';

type EmulatorMail = { Subject: string; To: string[]; BodyText: string; BodyHtml: string; Timestamp: number };

/** Reads all emails that the emulator has sent, oldest first, in the format of the local platform's mailbox. */
export const readMails = async (emulatorUrl: string): Promise<StoredMail[]> => {
  const response = await fetch(`${emulatorUrl}/_ministack/ses/messages`);
  const { messages } = (await response.json()) as { messages: Record<string, EmulatorMail[]> };
  return Object.values(messages)
    .flat()
    .sort((one, other) => one.Timestamp - other.Timestamp)
    .map(({ Subject, To, BodyText, BodyHtml }) => ({
      subject: Subject,
      destination: { to: To },
      body: { text: BodyText, html: BodyHtml },
    }));
};
