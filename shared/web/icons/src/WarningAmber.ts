import { createSvgIcon } from '@mui/material/utils';
import { createElement } from 'react';

export default createSvgIcon(
  [
    createElement('path', { key: 0, d: 'M12 5.99 19.53 19H4.47zM12 2 1 21h22z' }),
    createElement('path', { key: 1, d: 'M13 16h-2v2h2zm0-6h-2v5h2z' }),
  ],
  'WarningAmber',
);
