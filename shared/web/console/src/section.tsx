import { Card, CardContent, Typography } from '@mui/material';
import type { ReactNode, Ref } from 'react';

type SectionProps = {
  title: string;
  /** Of a heading that can get the focus. */
  headingRef?: Ref<HTMLHeadingElement>;
  children: ReactNode;
};

/** A part of a page, with a heading. */
export const Section = ({ title, headingRef, children }: SectionProps) => (
  <Card component="section" variant="outlined">
    <CardContent>
      <Typography variant="h6" component="h2" gutterBottom {...(headingRef && { ref: headingRef, tabIndex: -1 })}>
        {title}
      </Typography>
      {children}
    </CardContent>
  </Card>
);
