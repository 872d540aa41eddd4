import { call, eventually } from '../../cli/shopClient.ts';
import { decide } from './catalogueClient.ts';
import { admin, approvedProduct, picture, platform, put, unique } from './shop.ts';

type Changed = { variants: { id: string }[]; images: { id: string }[] };

/** A shirt on sale in S, in M with 5 units, another price and its own picture, and in L, which is sold out. */
export const shirt = async () => {
  const name = unique('Shirt');
  const id = await approvedProduct({ productName: name, productPrice: 20, quantity: 40 });
  const token = (await admin()).idToken;
  const product = `${platform.product}/products/${id}`;
  const image = { fileName: 'back.png', fileType: 'image/png', alt: 'The back' };
  const { body: back } = await call<{ id: string; uploadUrl: string }>(`${product}/images`, { body: image, token });
  await put(back.uploadUrl, picture);
  await eventually('the second picture', async () => {
    const { body } = await call<Changed>(`${platform.product}/my-products/${id}`, { token });
    return body.images.length === 2 || undefined;
  });
  const variants = async (method: string, path: string, body: object) =>
    (await call<Changed>(`${product}/variants${path}`, { method, token, body })).body.variants;
  await variants('PATCH', `/${id}`, { options: { Size: 'S' } });
  const reduced = { price: 25, compareAtPrice: 30, quantity: 5, imageId: back.id };
  await variants('POST', '', { options: { Size: 'M' }, ...reduced });
  const [, medium, large] = await variants('POST', '', { options: { Size: 'L' }, price: 20, quantity: 0 });
  await decide(id, 'approve');
  return { id, name, medium: medium?.id ?? '', large: large?.id ?? '', back: back.id };
};
