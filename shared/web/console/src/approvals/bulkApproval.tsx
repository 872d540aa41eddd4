import { type Schemas, unwrap } from '@ecommerce/client';
import { Alert, Button, Checkbox, FormControlLabel, Stack } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useFailureNotice } from '../formParts.tsx';
import { Section } from '../section.tsx';
import { shop } from '../shop.ts';

type Pending = Schemas['products']['PendingProduct'];
type Result = Schemas['products']['ApprovalList']['results'][number] & { name: string };

/** How many products one request approves. */
const MAX_AT_ONCE = 100;

/** Returns what approves several products: those selected, as they were seen then, and what became of the last ones. */
export const useBulkApproval = (products: Pending[]) => {
  const queries = useQueryClient();
  const fail = useFailureNotice();
  const [seen, setSeen] = useState<ReadonlyMap<string, Pending>>(new Map());
  const [results, setResults] = useState<Result[]>([]);
  const [busy, setBusy] = useState(false);
  const selected = products.flatMap(({ id }) => seen.get(id) ?? []);

  const select = (chosen: Pending[], isSelected: boolean) => {
    const next = new Map(seen);
    for (const product of chosen) {
      if (isSelected) next.set(product.id, next.get(product.id) ?? product);
      else next.delete(product.id);
    }
    setSeen(next);
  };

  const approve = async () => {
    setBusy(true);
    setResults([]);
    const names = new Map(selected.map(({ id, productName }) => [id, productName]));
    try {
      for (let start = 0; start < selected.length; start += MAX_AT_ONCE) {
        const body = {
          products: selected.slice(start, start + MAX_AT_ONCE).map(({ id, updatedAt }) => ({ id, updatedAt })),
        };
        const { results: decided } = await unwrap(shop.products.POST('/products/approve', { body }));
        setResults((before) => [
          ...before,
          ...decided.map((result) => ({ ...result, name: names.get(result.id) ?? '' })),
        ]);
      }
    } catch (error) {
      fail(error);
    } finally {
      setSeen(new Map());
      await queries.invalidateQueries();
      setBusy(false);
    }
  };

  return { selected, isSelected: (id: string) => seen.has(id), select, approve, results, busy };
};

type BulkApprovalProps = Omit<ReturnType<typeof useBulkApproval>, 'isSelected'> & { products: Pending[] };

const OneResult = ({ result }: { result: Result }) => {
  const translate = useTranslate();
  const text =
    'code' in result
      ? translate('console.approvals.notApproved', {
          product: result.name,
          reason: translate(`console.errors.${result.code}`, { _: result.error }),
        })
      : translate('console.approvals.approved', { product: result.name });
  return (
    <Alert severity={'code' in result ? 'error' : 'success'} role="presentation" sx={{ overflowWrap: 'anywhere' }}>
      {text}
    </Alert>
  );
};

/** What became of each product. Its heading gets the focus: the products that were selected are gone. */
const Results = ({ results }: { results: Result[] }) => {
  const translate = useTranslate();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (results.length > 0) heading.current?.focus();
  }, [results]);
  if (results.length === 0) return null;
  return (
    <Section title={translate('console.approvals.results')} headingRef={heading}>
      <Stack component="ul" spacing={1} sx={{ listStyle: 'none', p: 0, m: 0 }}>
        {results.map((result) => (
          <li key={result.id}>
            <OneResult result={result} />
          </li>
        ))}
      </Stack>
    </Section>
  );
};

/** Selects all products that are shown and approves those that are selected. */
export const BulkApproval = ({ products, selected, select, approve, results, busy }: BulkApprovalProps) => {
  const translate = useTranslate();
  const isAll = products.length > 0 && selected.length === products.length;
  return (
    <>
      <Results results={results} />
      {products.length > 1 && (
        <Stack direction="row" spacing={2} useFlexGap sx={{ alignItems: 'center', flexWrap: 'wrap' }}>
          <FormControlLabel
            label={translate('console.approvals.selectAll')}
            control={
              <Checkbox
                checked={isAll}
                indeterminate={selected.length > 0 && !isAll}
                onChange={(_, checked) => select(products, checked)}
              />
            }
          />
          <Button variant="contained" disabled={busy || selected.length === 0} onClick={approve}>
            {translate('console.approvals.approveSelected', { smart_count: selected.length })}
          </Button>
        </Stack>
      )}
    </>
  );
};
