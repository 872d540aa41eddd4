/** Returns an update expression of DynamoDB. @param sets assignments, at least one */
export const updateExpression = (sets: string[], removes: string[]): string =>
  `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`;
