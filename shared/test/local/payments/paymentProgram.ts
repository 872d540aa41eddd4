import { startPaymentProvider } from '../../../local/payments/provider.ts';
import { keptSecrets } from '../../../local/payments/secrets.ts';

const [directory = '', webhookUrl] = process.argv.slice(2);
const provider = await startPaymentProvider({
  port: 0,
  directory,
  ...keptSecrets(directory),
  webhookUrl: () => webhookUrl,
});
console.log(provider.url);
