import type { ComponentProps } from "react";
import { ChevronDown } from "lucide-react";
import { classNames } from "@/ui/class_names";

/** The browser's own list box, dressed: it works on a phone and with every reader. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={classNames("relative inline-flex min-w-0", className)}>
      <select
        className="h-7 w-full min-w-0 appearance-none truncate rounded-[5px] border border-edge bg-raised pr-6 pl-2 text-xs text-ink hover:border-control disabled:opacity-55"
        {...rest}
      >
        {children}
      </select>
      <ChevronDown aria-hidden size={12} className="pointer-events-none absolute top-2 right-1.5 text-quiet" />
    </span>
  );
}
