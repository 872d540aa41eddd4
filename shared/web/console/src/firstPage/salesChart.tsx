import {
  Box,
  Card,
  CardContent,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { useLocale, useTranslate } from 'react-admin';
import { dayName, money } from '../format.ts';
import { useSummary } from './useSummary.ts';

/** Left out on phones. */
const wide = { display: { xs: 'none', sm: 'table-cell' } };

/** Revenue of the last seven days: bars in a table, so that everybody can read the figures. */
export const SalesChart = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const { data } = useSummary();
  const days = data?.days ?? [];
  const highest = Math.max(...days.map(({ revenue }) => revenue), 0);
  return (
    <Card variant="outlined" component="section">
      <CardContent>
        <Typography variant="h6" component="h2">
          {translate('console.sales.title')}
        </Typography>
        {data && days.length === 0 && <Typography>{translate('console.sales.none')}</Typography>}
        {days.length > 0 && (
          <TableContainer>
            <Table size="small">
              <TableHead>
                <TableRow>
                  <TableCell>{translate('console.sales.day')}</TableCell>
                  <TableCell align="right">{translate('console.sales.orders')}</TableCell>
                  <TableCell align="right" sx={wide}>
                    {translate('console.sales.refunds')}
                  </TableCell>
                  <TableCell sx={{ width: { sm: '60%' } }}>{translate('console.sales.revenue')}</TableCell>
                </TableRow>
              </TableHead>
              <TableBody>
                {days.map(({ day, currency, orders, revenue, refunds }) => (
                  <TableRow key={`${day} ${currency}`}>
                    <TableCell>{dayName(day, locale)}</TableCell>
                    <TableCell align="right">{orders}</TableCell>
                    <TableCell align="right" sx={wide}>
                      {money(refunds, currency, locale)}
                    </TableCell>
                    <TableCell>
                      <Box
                        aria-hidden
                        sx={{
                          bgcolor: 'primary.main',
                          height: 16,
                          borderRadius: 0.5,
                          minWidth: 2,
                          width: highest > 0 ? `${(100 * revenue) / highest}%` : 2,
                        }}
                      />
                      {money(revenue, currency, locale)}
                    </TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          </TableContainer>
        )}
      </CardContent>
    </Card>
  );
};
