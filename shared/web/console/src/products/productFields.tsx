import { TextField } from '@mui/material';
import { useTranslate } from 'react-admin';

export type FieldErrors = Record<string, string>;

type Product = { productName?: string; description?: string; category?: string };
type ProductFieldsProps = { product?: Product; errors: FieldErrors };

/** Returns what shows the error of a field. */
export const errorOf = (errors: FieldErrors, name: string) => ({
  error: errors[name] !== undefined,
  helperText: errors[name],
});

/** The texts of a product. */
export const ProductFields = ({ product = {}, errors }: ProductFieldsProps) => {
  const translate = useTranslate();
  return (
    <>
      <TextField
        name="productName"
        label={translate('console.products.name')}
        defaultValue={product.productName}
        required
        {...errorOf(errors, 'productName')}
      />
      <TextField
        name="description"
        label={translate('console.products.description')}
        defaultValue={product.description}
        required
        multiline
        minRows={3}
        {...errorOf(errors, 'description')}
      />
      <TextField
        name="category"
        label={translate('console.products.category')}
        defaultValue={product.category}
        required
        {...errorOf(errors, 'category')}
      />
    </>
  );
};
