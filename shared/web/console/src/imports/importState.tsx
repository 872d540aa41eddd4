import { unwrap } from '@ecommerce/client';
import {
  Alert,
  LinearProgress,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { errorText } from '../errorText.ts';
import { Section } from '../section.tsx';
import { shop } from '../shop.ts';
import { LONG_WORDS } from '../theme.ts';
import { isOver, type ProductImport } from './importData.ts';
import { refusalText } from './refusalText.ts';

const POLL_MS = 1000;

const RefusedLines = ({ refused, refusedRows }: Pick<ProductImport, 'refused' | 'refusedRows'>) => {
  const translate = useTranslate();
  if (refused.length === 0) return null;
  return (
    <>
      <Table size="small" aria-label={translate('console.imports.refused')}>
        <TableHead>
          <TableRow>
            <TableCell align="right">{translate('console.imports.line')}</TableCell>
            <TableCell>{translate('console.imports.reason')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {refused.map(({ line, reason }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line may be refused for the same reason twice, and lines are only added
            <TableRow key={index}>
              <TableCell align="right">{line}</TableCell>
              <TableCell sx={LONG_WORDS}>{refusalText(reason, translate)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {refusedRows > refused.length && (
        <Typography variant="body2">
          {translate('console.imports.more', { smart_count: refusedRows - refused.length })}
        </Typography>
      )}
    </>
  );
};

/** What an import has come to, in a sentence. */
const Outcome = ({ status, dryRun, refusedRows, reason }: ProductImport) => {
  const translate = useTranslate();
  if (status === 'failed') {
    return (
      <Alert severity="error" variant="outlined" sx={LONG_WORDS}>
        {translate('console.imports.failed', { reason })}
      </Alert>
    );
  }
  const text = dryRun ? 'checked' : 'imported';
  return (
    <Alert severity={refusedRows > 0 ? 'warning' : 'success'} variant="outlined">
      {translate(`console.imports.${text}`)} {translate('console.imports.refusals', { smart_count: refusedRows })}
    </Alert>
  );
};

const Progress = ({ rows, done, status, pictures }: ProductImport) => {
  const translate = useTranslate();
  const isCounted = rows > 0;
  const arePictures = isCounted && done === rows && pictures !== undefined;
  const text = status === 'waiting' ? 'waiting' : !isCounted ? 'counting' : arePictures ? 'addingPictures' : 'running';
  return (
    <LinearProgress
      aria-label={translate(`console.imports.${text}`)}
      {...(isCounted && !arePictures
        ? { variant: 'determinate' as const, value: (100 * done) / rows }
        : { variant: 'indeterminate' as const })}
    />
  );
};

/** Reads an import until it has ended. */
const useImport = (id: string) =>
  useQuery({
    queryKey: ['import', id],
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : POLL_MS),
    queryFn: () => unwrap(shop.products.GET('/imports/{id}', { params: { path: { id } } })),
  });

/** How far an import is, and which lines it has refused. */
export const ImportState = ({ id }: { id: string }) => {
  const translate = useTranslate();
  const { data: found, error } = useImport(id);
  if (error) return <Alert severity="error">{errorText(error, translate)}</Alert>;
  if (!found) return null;
  const { fileName, rows, done, pictures, dryRun } = found;
  return (
    <Section title={translate(dryRun ? 'console.imports.check' : 'console.imports.one', { file: fileName })}>
      <Stack spacing={2}>
        <div role="status">
          {isOver(found) && <Outcome {...found} />}
          <Typography sx={{ mt: 1 }}>
            {translate('console.imports.lines', { done, rows })}{' '}
            {pictures !== undefined && !dryRun && translate('console.imports.pictures', { smart_count: pictures })}
          </Typography>
        </div>
        {!isOver(found) && <Progress {...found} />}
        <RefusedLines {...found} />
      </Stack>
    </Section>
  );
};
