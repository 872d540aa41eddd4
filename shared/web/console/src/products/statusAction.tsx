import { unwrap } from '@ecommerce/client';
import { useTranslate } from 'react-admin';
import { ConfirmButton } from '../confirmButton.tsx';
import { shop } from '../shop.ts';
import type { Product } from '../variants/variant.ts';
import { useProductChange } from './useProductChange.ts';

type Action = 'archive' | 'restore' | 'submit';

const DONE: Record<Action, string> = {
  archive: 'console.products.archived',
  restore: 'console.products.restored',
  submit: 'console.products.submitted',
};

const actionOf = ({ status, images }: Product): Action | undefined => {
  if (status === 'approved' || status === 'pending') return 'archive';
  if (status === 'archived') return 'restore';
  return status === 'draft' && images.length > 0 ? 'submit' : undefined;
};

const send = (action: Action, id: string) => {
  const params = { path: { id } };
  if (action === 'archive') return unwrap(shop.products.POST('/products/{id}/archive', { params }));
  if (action === 'restore') return unwrap(shop.products.POST('/products/{id}/restore', { params }));
  return unwrap(shop.products.POST('/products/{id}/submit', { params }));
};

/** Archives a product, restores an archived one, or submits a draft: one button, which keeps the focus when it becomes another one. */
export const StatusAction = ({ product }: { product: Product }) => {
  const translate = useTranslate();
  const change = useProductChange(product);
  const action = actionOf(product);
  if (!action) return null;
  return (
    <ConfirmButton
      title={translate(`console.products.${action}`)}
      text={translate(`console.products.${action}Hint`)}
      confirm={translate(`console.products.${action}`)}
      onConfirm={() => change(send(action, product.id), DONE[action])}
    />
  );
};
