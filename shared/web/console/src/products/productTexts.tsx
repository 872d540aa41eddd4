import { type Schemas, unwrap } from '@ecommerce/client';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { shop } from '../shop.ts';
import type { Product } from '../variants/variant.ts';
import { AttributeFields, attributesIn } from './attributeFields.tsx';
import { ProductFields } from './productFields.tsx';
import { ProductForm, textOf } from './productForm.tsx';
import { TaxCategoryField } from './taxCategoryField.tsx';
import { useProductChange } from './useProductChange.ts';

type Changes = Schemas['products']['PatchProductBody'];

const FIELDS = ['productName', 'description', 'category', 'taxCategory'] as const;

/** Returns what differs from the product that the form was filled with: what a colleague has changed since stays. */
const changesOf = (product: Product, form: FormData, attributes: Record<string, string>): Changes => ({
  ...Object.fromEntries(
    FIELDS.filter((name) => textOf(form, name) !== (product[name] ?? '')).map((name) => [name, textOf(form, name)]),
  ),
  ...(JSON.stringify(attributes) !== JSON.stringify(product.attributes) && { attributes }),
});

/** A form with the texts, the attributes and the tax category of a product. */
export const ProductTexts = ({ product }: { product: Product }) => {
  const [filledWith, setFilledWith] = useState(product);
  const change = useProductChange(product);
  const translate = useTranslate();

  const submit = async (form: FormData) => {
    const body = changesOf(filledWith, form, attributesIn(form, translate('console.attributes.same')));
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
    <ProductForm onSubmit={submit}>
      {(errors) => (
        <>
          <ProductFields product={filledWith} errors={errors} />
          <TaxCategoryField value={filledWith.taxCategory} errors={errors} />
          <AttributeFields attributes={filledWith.attributes} errors={errors} />
        </>
      )}
    </ProductForm>
  );
};
