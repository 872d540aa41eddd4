import { type Schemas, unwrap } from '@ecommerce/client';
import { useState } from 'react';
import { shop } from '../shop.ts';
import type { Product } from '../variants/variant.ts';
import { ProductFields } from './productFields.tsx';
import { ProductForm, textOf } from './productForm.tsx';
import { useProductChange } from './useProductChange.ts';

type Changes = Schemas['products']['PatchProductBody'];

/** Returns what differs from the product that the form was filled with: what a colleague has changed since stays. */
const changesOf = (product: Product, form: FormData): Changes =>
  Object.fromEntries(
    (['productName', 'description', 'category'] as const)
      .filter((name) => textOf(form, name) !== product[name])
      .map((name) => [name, textOf(form, name)]),
  );

/** A form with the texts of a product. */
export const ProductTexts = ({ product }: { product: Product }) => {
  const [filledWith, setFilledWith] = useState(product);
  const change = useProductChange(product);

  const submit = async (form: FormData) => {
    const body = changesOf(filledWith, form);
    if (Object.keys(body).length === 0) return;
    const save = async () => {
      const params = { path: { id: product.id } };
      const saved = await unwrap(shop.products.PATCH('/products/{id}', { params, body }));
      setFilledWith(saved);
      return saved;
    };
    await change(save(), 'console.products.saved');
  };

  return (
    <ProductForm onSubmit={submit}>{(errors) => <ProductFields product={filledWith} errors={errors} />}</ProductForm>
  );
};
