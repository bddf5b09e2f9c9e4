import { useState } from "react";

interface Asked {
  error: unknown;
  isFetching: boolean;
  isPending: boolean;
  isPlaceholderData: boolean;
}

/**
 * The error of a query, kept while it is tried again with nothing else to show: the query forgets it there, and the notice
 * would go and come back, and take the focus of its button with it. `of` tells one question from the next.
 */
export function useStandingError({ error, isFetching, isPending, isPlaceholderData }: Asked, of = ""): unknown {
  const [held, setHeld] = useState<{ of: string; error: unknown }>();
  const unanswered = isPending || isPlaceholderData;
  if (error && (held?.error !== error || held.of !== of)) setHeld({ of, error });
  if (!error && !unanswered && held) setHeld(undefined);
  if (error) return error;
  return unanswered && isFetching && held?.of === of ? held.error : undefined;
}
