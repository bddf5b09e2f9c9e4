import { cn } from "./cn";

/** The product's mark: one shard that splits in two. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      fill="none"
      strokeWidth="1.8"
      strokeLinecap="round"
      aria-hidden="true"
      className={cn("size-5 shrink-0 text-accent", className)}
    >
      <path d="M3 10h5c3 0 3-5 6-5h3M8 10c3 0 3 5 6 5h3" stroke="currentColor" />
      <circle cx="3" cy="10" r="1.6" fill="currentColor" />
    </svg>
  );
}
