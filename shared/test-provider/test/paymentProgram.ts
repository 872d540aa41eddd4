import { startPaymentProvider } from '../src/provider.ts';
import { keptSecrets } from '../src/secrets.ts';

const [directory = '', webhookUrl] = process.argv.slice(2);
const provider = await startPaymentProvider({
  port: 0,
  directory,
  ...keptSecrets(directory),
  webhookUrl: () => webhookUrl,
});
console.log(provider.url);
