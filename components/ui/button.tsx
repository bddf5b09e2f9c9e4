import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps, MouseEvent } from "react";
import { cn } from "./cn";
import { Kbd } from "./kbd";
import { Spinner } from "./spinner";

/** For a link that looks like a button: `<Link className={buttonLook({ variant: "primary" })}>`. */
export const buttonLook = cva(
  "inline-flex shrink-0 cursor-default items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none disabled:opacity-50 aria-disabled:not-aria-busy:opacity-50 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        default:
          "border-line-strong bg-raised text-ink not-disabled:hover:bg-hover not-disabled:active:bg-line data-popup-open:bg-hover aria-pressed:border-select-line aria-pressed:bg-select",
        primary:
          "border-accent bg-accent text-on-accent not-disabled:hover:border-accent-strong not-disabled:hover:bg-accent-strong",
        ghost:
          "border-transparent bg-transparent text-ink-2 not-disabled:hover:bg-hover not-disabled:hover:text-ink not-disabled:active:bg-line data-popup-open:bg-hover data-popup-open:text-ink aria-pressed:bg-select aria-pressed:text-ink",
        danger:
          "border-danger/40 bg-raised text-danger not-disabled:hover:border-danger not-disabled:hover:bg-danger-bg not-disabled:active:bg-danger-bg",
      },
      size: {
        sm: "h-6 px-2 text-xs",
        md: "h-7 px-2.5 text-sm",
        lg: "h-9 px-3.5 text-md",
      },
    },
    defaultVariants: { variant: "default", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonLook> {
  /** The key that does the same; shown, and announced with the button. */
  kbd?: string;
  /** Under way: shows a spinner and takes no further press, yet keeps the focus. */
  busy?: boolean;
}

export function Button({ className, variant, size, kbd, busy, children, onClick, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      {...(kbd && { "aria-keyshortcuts": kbd })}
      {...(busy && { "aria-busy": true, "aria-disabled": true })}
      onClick={(event: MouseEvent<HTMLButtonElement>) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
      className={cn(buttonLook({ variant, size }), className)}
    >
      {busy && <Spinner />}
      {children}
      {kbd && !busy && (
        <Kbd className={variant === "primary" ? "border-current/30 text-current" : undefined}>{kbd}</Kbd>
      )}
    </button>
  );
}
