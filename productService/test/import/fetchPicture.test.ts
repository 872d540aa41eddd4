import '../../../shared/test/imageEnvironment.ts';
import { expect, test } from '@jest/globals';

process.env.IMPORT_PICTURES = 'allowed';
const { checkPictureUrl, PICTURES_ARE_FETCHED, pictureFetcher } = await import('../../src/import/fetchPicture.ts');

test.each([
  ['https://127.0.0.1/a.jpg', 'It does not belong to a host of the Internet.'],
  ['https://[::1]/a.jpg', 'It does not belong to a host of the Internet.'],
  ['https://169.254.169.254/latest/meta-data', 'It does not belong to a host of the Internet.'],
  ['https://10.0.0.1/a.jpg', 'It does not belong to a host of the Internet.'],
  ['http://127.0.0.1/a.jpg', 'It has to begin with https://'],
])('on a stage that fetches pictures, %s is not requested', async (url, reason) => {
  expect(PICTURES_ARE_FETCHED).toBe(true);
  await expect(pictureFetcher()(url, Date.now() + 5_000)).rejects.toThrow(reason);
});

test('an address without TLS is refused by a dry run, too', () => {
  expect(() => checkPictureUrl('http://cdn.example/a.jpg')).toThrow('It has to begin with https://');
});
