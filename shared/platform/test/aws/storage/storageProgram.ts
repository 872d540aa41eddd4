import { startStorageAndMessaging } from '../../../src/aws/storage.ts';
import { platform } from './storageClients.ts';

const storage = await startStorageAndMessaging({ ...platform, directory: String(process.argv[2]) });
console.log(storage.url);
