import { startMailbox } from '../../src/aws/mailbox.ts';

const mailbox = await startMailbox({ port: 0, directory: String(process.argv[2]) });
mailbox.deliver({ from: 'shop@example.com', to: 'jane@example.com', subject: 'delivered', text: 'Hello' });
console.log(mailbox.url);
