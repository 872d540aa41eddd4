import '../../shared/test/imageEnvironment.ts';
import { startTables, testLostResponses, writeCase } from '../../shared/test/lostResponses.ts';
import { publishedBanner, rejectedBanner } from '../src/banner.ts';

const tables = { Banners: 'id' };
await startTables(tables);
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { deleteBanner, putBanner } = await import('../src/bannerStore.ts');

const arrival = { id: 'b1', fileName: 'sale.png', now: new Date('2026-01-01T00:00:00.000Z') };
const published = publishedBanner(arrival, 'https://images.example/sale.png');

testLostResponses('bannerService/src', dynamodb, tables, [
  writeCase('bannerStore.putBanner', { act: () => putBanner(published) }),
  writeCase('bannerStore.putBanner', {
    when: 'after a rejected one',
    prepare: () => putBanner(rejectedBanner(arrival, 'no image')),
    act: () => putBanner(published),
  }),
  writeCase('bannerStore.deleteBanner', { prepare: () => putBanner(published), act: () => deleteBanner('b1') }),
]);
