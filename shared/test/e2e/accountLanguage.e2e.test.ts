import { expect, test } from '@jest/globals';
import {
  approveProduct,
  call,
  codeIn,
  mailAddress,
  mailsTo,
  signIn,
  uploadProduct,
  waitForMail,
} from '../../cli/shopClient.ts';
import { admin, approvedProduct, picture, platform, shoes, unique } from './shop.ts';

test('an account that was made with Accept-Language: de gets its emails in German, about its products and orders too', async () => {
  const fullName = unique('Verkäuferin');
  const person = { fullName, email: mailAddress(platform, fullName), password: 'passwrod123' };
  await call(`${platform.auth}/sign-up`, { body: person, headers: { 'accept-language': 'de' } });
  const code = await waitForMail(platform, person.email, /: Ihr Bestätigungscode$/);
  expect(code.body.html ?? code.body.text).toContain('<html lang="de" dir="ltr">');
  await call(`${platform.auth}/confirm-sign-up`, { body: { fullName, confirmationCode: codeIn(code) } });
  const seller = await signIn(platform, person);

  const product = await uploadProduct(platform, seller, shoes, picture);
  await approveProduct(platform, await admin(), product);
  await call(`${platform.product}/products/${product}/reject`, {
    ...{ body: { reason: 'Das Bild ist unscharf' }, token: (await admin()).idToken },
  });
  await call(`${platform.auth}/sign-up`, { body: person, headers: { 'accept-language': 'en' } });
  const id = await approvedProduct();
  await call(`${platform.order}/checkout`, {
    ...{ body: { items: [{ id, qty: 1 }], total: 49.99 }, token: seller.idToken },
  });

  const rejection = await waitForMail(platform, person.email, /^Ihr Produkt wurde nicht angenommen/);
  expect(rejection.body.text).toContain('Der Grund: Das Bild ist unscharf.');
  expect(rejection.body.html).toContain('<html lang="de" dir="ltr">');
  await waitForMail(platform, person.email, /^Sie haben schon ein Konto$/);
  await waitForMail(platform, person.email, /^Wir haben Ihre Bestellung/);
  const subjects = (await mailsTo(platform, person.email)).map(({ subject }) => subject);
  expect(subjects.filter((subject) => /\b(your|you|the)\b/i.test(subject))).toEqual([]);
});
