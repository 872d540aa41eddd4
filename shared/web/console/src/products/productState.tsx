import { Alert, Link } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link as RouterLink } from 'react-router-dom';
import type { Product } from '../variants/variant.ts';

const SEVERITY: Partial<Record<Product['status'], 'success' | 'error'>> = { approved: 'success', rejected: 'error' };

/** Says whether a product is on sale, and if not, why. */
export const ProductState = ({ product: { status, rejectionReason } }: { product: Product }) => {
  const translate = useTranslate();
  return (
    <Alert severity={SEVERITY[status] ?? 'warning'} variant="outlined" sx={{ overflowWrap: 'anywhere' }}>
      {[translate(`console.products.status.${status}`, { _: status }), rejectionReason].filter(Boolean).join(' ')}{' '}
      {status === 'pending' && (
        <Link component={RouterLink} to="/approvals" color="inherit">
          {translate('console.approvals.title')}
        </Link>
      )}
    </Alert>
  );
};
