import type { ReactNode } from 'react';

const icon = (paths: ReactNode) => () => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    {paths}
  </svg>
);

export const CartIcon = icon(
  <path d="M6 8h12l-1 11.2a2 2 0 0 1-2 1.8H9a2 2 0 0 1-2-1.8L6 8Zm3 0a3 3 0 0 1 6 0" strokeLinejoin="round" />,
);
export const AccountIcon = icon(
  <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 9c.6-4 3.8-6 8-6s7.4 2 8 6" strokeLinecap="round" />,
);
export const HeartIcon = icon(
  <path d="M12 20S4 15.3 4 9.4A4.4 4.4 0 0 1 12 6.8a4.4 4.4 0 0 1 8 2.6C20 15.3 12 20 12 20Z" strokeLinejoin="round" />,
);
export const SearchIcon = icon(
  <path d="m20 20-4.5-4.5M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0Z" strokeLinecap="round" />,
);
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.5L19 7.5" strokeLinecap="round" strokeLinejoin="round" />);
export const EyeIcon = icon(
  <path
    d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm6.5 0a3 3 0 1 0 6 0 3 3 0 0 0-6 0Z"
    strokeLinejoin="round"
  />,
);
