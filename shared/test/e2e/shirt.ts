import { call } from '../../cli/shopClient.ts';
import { decide } from './catalogueClient.ts';
import { admin, approvedProduct, platform, unique } from './shop.ts';

/** A shirt on sale in S, in M with 5 units at another price, and in L, which is sold out. */
export const shirt = async () => {
  const name = unique('Shirt');
  const id = await approvedProduct({ productName: name, productPrice: 20, quantity: 40 });
  const variants = async (method: string, path: string, body: object) =>
    (
      await call<{ variants: { id: string }[] }>(`${platform.product}/products/${id}/variants${path}`, {
        method,
        token: (await admin()).idToken,
        body,
      })
    ).body.variants;
  await variants('PATCH', `/${id}`, { options: { Size: 'S' } });
  await variants('POST', '', { options: { Size: 'M' }, price: 25, compareAtPrice: 30, quantity: 5 });
  const [, medium, large] = await variants('POST', '', { options: { Size: 'L' }, price: 20, quantity: 0 });
  await decide(id, 'approve');
  return { id, name, medium: medium?.id ?? '', large: large?.id ?? '' };
};
