import type { ReactNode } from "react";

interface ChoiceProps {
  name: string;
  checked: boolean;
  onChoose: () => void;
  children: ReactNode;
}

/** One of several, each with a line that explains it. */
export function Choice({ name, checked, onChoose, children }: ChoiceProps) {
  return (
    <label className="-mx-1 flex items-start gap-2 rounded px-1 py-1 hover:bg-hover">
      <input type="radio" name={name} checked={checked} onChange={onChoose} className="mt-0.5 accent-accent" />
      <span className="min-w-0">{children}</span>
    </label>
  );
}
